// Calls to the space: over connections that stay open, within a deadline for the whole, and never redirected.

import https from 'node:https'
import tls from 'node:tls'

import { Refused } from './words.js'

const LATER = 'The health space does not answer as it should. Try again later.'

export const transport = app => {
  let agent
  return {
    /** Milliseconds that a call may take, its body included. */
    patience: () => 3000,

    /** Bytes of a body that are read at most. */
    longestBody: () => 4 * 1024 * 1024,

    /** Authorities come by NODE_EXTRA_CA_CERTS; suites and keys of today only. */
    tlsOptions: () => ({
      minVersion: 'TLSv1.2',
      ciphers: 'DEFAULT:@SECLEVEL=2',
      checkServerIdentity: app.checkServerIdentity
    }),

    /** RFC 9525, 6.3: names are in subjectAltName, or there are none (Node would fall back to the common name). */
    checkServerIdentity: (host, certificate) => tls.checkServerIdentity(host, { ...certificate, subject: {} }),

    /** One call; a redirect is an answer like any other. */
    async call (method, url, headers = {}, body = undefined) {
      agent ??= new https.Agent({ keepAlive: true, ...app.tlsOptions() })
      try {
        return await app.exchange(new URL(url), { method, headers, agent, signal: AbortSignal.timeout(app.patience()) }, body)
      } catch (error) {
        if (error instanceof Refused) throw error
        throw new Refused(LATER, { cause: error })
      }
    },

    /** By https, or not at all: Node refuses any other scheme here. */
    dial: (url, options, heard) => https.request(url, options, heard),

    /** Send, and read the answer to its end. */
    exchange (url, options, body) {
      return new Promise((resolve, reject) => {
        const request = app.dial(url, options, response => {
          app.readBody(response).then(
            bytes => resolve({ status: response.statusCode, headers: response.headers, body: bytes, url: url.href }),
            error => { request.destroy(); reject(error) }
          )
        })
        request.on('error', reject)
        request.end(body)
      })
    },

    /** The whole body or none: Node makes an error of one that was cut. */
    async readBody (response) {
      const pieces = []
      let length = 0
      for await (const piece of response) {
        length += piece.length
        if (length > app.longestBody()) throw new Refused(LATER)
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    },

    /** A body as a JSON object. */
    read (answer) {
      let document
      try {
        document = JSON.parse(answer.body)
      } catch (error) {
        throw new Refused('The answer of the health space cannot be read.', { cause: error })
      }
      if (!isObject(document)) throw new Refused('The answer of the health space is of an unknown shape.')
      return document
    }
  }
}

export function isObject (value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
