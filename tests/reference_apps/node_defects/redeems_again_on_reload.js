// Redeems a code once more when its page is loaded again.

import { PENDING } from './pages.js'
import { unseal } from './sealed.js'

export const killedBy = ['ARSP-04']

/** A sign-in under way is never forgotten. */
export default (app, ordinary) => ({
  takePending: visit => unseal(visit.cookies[PENDING]) ?? ordinary.takePending(visit),

  welcome (visit, pairing) {
    const answer = ordinary.welcome(visit, pairing)
    delete answer.cookies[PENDING]
    return answer
  }
})
