// Lets nobody begin a pairing again that was left half-way.

import { PENDING } from './pages.js'
import { unseal } from './sealed.js'
import { Refused } from './words.js'

export const killedBy = ['MES-16']

const answered = new Set() // states

/** One sign-in at a time. */
export default (app, ordinary) => ({
  async showPair (visit) {
    const pending = unseal(visit.cookies[PENDING])
    if (pending !== undefined && !answered.has(pending.state)) throw new Refused('A sign-in is under way already.')
    return ordinary.showPair(visit)
  },

  takePending (visit) {
    const pending = ordinary.takePending(visit)
    answered.add(pending.state)
    return pending
  }
})
