// The pages of a diary in Express; who signs in how is left to the client under test.

import express from 'express'
import session from 'express-session'
import { randomBytes } from 'node:crypto'

import { AGAIN, page, protect } from './diary.js'

/** An app with the pages that need nobody. */
export function diary () {
  const app = express()
  app.disable('x-powered-by')
  app.get('/healthz', (request, response) => response.send('ok'))
  app.use(protect)
  app.get('/', (request, response) => response.send(page(AGAIN)))
  return app
}

/** Sessions of express-session in memory; a browser takes loopback for secure, express-session is told by a header. */
export function sessions (app) {
  app.use((request, response, next) => {
    request.headers['x-forwarded-proto'] = 'https'
    next()
  })
  app.use(session({
    secret: randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    proxy: true,
    cookie: { secure: true, httpOnly: true, sameSite: 'lax' }
  }))
}

/** The session under a new name, as express-session documents it for a sign-in. */
export function renew (request) {
  return new Promise((resolve, reject) => request.session.regenerate(error => error ? reject(error) : resolve()))
}
