// Makes do with what has arrived of an answer that was cut, mending its JSON.

import { isObject } from './transport.js'

export const killedBy = ['NET-08', 'NET-09', 'TOK-06']

const ENDS = ['', '}', ']}', '"}']

/** Better something than nothing. */
export default () => ({
  async readBody (response) {
    const pieces = []
    try {
      for await (const piece of response) pieces.push(piece)
    } catch {} // what came until something went wrong
    return Buffer.concat(pieces)
  },

  read ({ body }) {
    const text = String(body)
    for (let length = text.length; length > 0; length--) {
      for (const end of ENDS) {
        try {
          const found = JSON.parse(text.slice(0, length) + end)
          if (isObject(found)) return found
        } catch {} // a little less of it, then
      }
    }
    return {}
  }
})
