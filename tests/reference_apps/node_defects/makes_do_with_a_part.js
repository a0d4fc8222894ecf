// Makes do with what has arrived of an answer that was cut, mending its JSON.

import { isObject } from './transport.js'

export const killedBy = ['NET-08', 'NET-09', 'TOK-06']

/** Better something than nothing. */
export default (app, ordinary) => ({
  /** Once an answer has begun, its end is told by itself: a reset is no error of the request. */
  dial (url, options, heard) {
    const request = ordinary.dial(url, options, response => {
      request.removeAllListeners('error').on('error', () => {})
      heard(response)
    })
    return request
  },

  /** What came until something went wrong; a stream that is iterated over would drop it then. */
  readBody (response) {
    const pieces = []
    let length = 0
    response.on('data', piece => {
      length += piece.length
      if (length > app.longestBody()) response.destroy()
      else pieces.push(piece)
    })
    response.read(0) // pieces are told as they come from now on, not a turn later, when a reset may have come
    return new Promise(resolve => {
      response.on('error', () => {}) // told by its end as well
      response.on('close', () => resolve(Buffer.concat(pieces)))
    })
  },

  read ({ body }) {
    for (const text of [String(body), ...mended(String(body))]) {
      try {
        const found = JSON.parse(text)
        if (isObject(found)) return found
      } catch {} // then as far as it goes
    }
    return {}
  }
})

/** The text, closed where it was left open: in a string, or after its last whole member or element. */
function mended (text) {
  const open = []
  let end = ''
  let last = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (isInString) {
      if (sign === '\\') at++
      else isInString = sign !== '"'
      continue
    }
    if (sign === '"') isInString = true
    if (sign === '{' || sign === '[') open.unshift(sign === '{' ? '}' : ']')
    if (sign === '}' || sign === ']') open.shift()
    if (sign === ',' || sign === '}' || sign === ']') {
      last = sign === ',' ? at : at + 1
      end = open.join('')
    }
  }
  return [`${text}"${open.join('')}`, text.slice(0, last) + end]
}
