// Follows whatever redirect the API answers, out of TLS too.

import http from 'node:http'

export const killedBy = ['TLS-13']

/** Where a measure is, there it is read. */
export default (app, ordinary) => ({
  dial (url, options, heard) {
    return url.protocol === 'http:' ? http.request(url, { ...options, agent: undefined }, heard) : ordinary.dial(url, options, heard)
  },

  async send (pairing, way, url, body) {
    const answer = await ordinary.send(pairing, way, url, body)
    return way === 'read' && answer.headers.location ? ordinary.send(pairing, way, answer.headers.location, body) : answer
  }
})
