// Leaves the session of the person before open when somebody else comes back from the space.

import { SESSION } from './pages.js'

export const killedBy = ['SES-07']

/** The old identifier stays good. */
export default (app, ordinary) => ({
  welcome (visit, pairing) {
    const before = app.pairingOf(visit)
    const answer = ordinary.welcome(visit, pairing)
    if (before !== undefined) app.sessions.set(visit.cookies[SESSION], before)
    return answer
  }
})
