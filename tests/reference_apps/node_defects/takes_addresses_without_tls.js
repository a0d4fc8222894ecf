// Uses an endpoint that is published without TLS.

import http from 'node:http'

export const killedBy = ['DISC-03']

/** The document must know. */
export default (app, ordinary) => ({
  checkEndpoints () {},

  dial (url, options, heard) {
    return url.protocol === 'http:' ? http.request(url, { ...options, agent: undefined }, heard) : ordinary.dial(url, options, heard)
  }
})
