// Signs out by taking the cookie from the browser; the session lives on.

import { SESSION } from './pages.js'

export const killedBy = ['LGO-16']

/** What the server holds stays. */
export default (app, ordinary) => ({
  async leave (visit) {
    const pairing = app.pairingOf(visit)
    const answer = await ordinary.leave(visit)
    if (pairing !== undefined) app.sessions.set(visit.cookies[SESSION], pairing)
    return answer
  }
})
