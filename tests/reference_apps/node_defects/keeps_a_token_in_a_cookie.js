// Keeps the access token in the session cookie, in clear.

import { SESSION } from './pages.js'

export const killedBy = ['SES-03']

/** The cookie begins with the session and ends with the token. */
export default (app, ordinary) => ({
  welcome (visit, pairing) {
    const answer = ordinary.welcome(visit, pairing)
    const id = `${answer.cookies[SESSION]}.${pairing.accessToken}`
    app.sessions.delete(answer.cookies[SESSION])
    app.sessions.set(id, pairing)
    return { ...answer, cookies: { ...answer.cookies, [SESSION]: id } }
  }
})
