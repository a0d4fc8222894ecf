// Sends a person who refused straight back to the consent page.

import { redirect } from './pages.js'

export const killedBy = ['ARSP-10']

/** A refusal is taken for a mistake. */
export default (app, ordinary) => ({
  showBack: async visit => visit.query.get('error') === 'access_denied' ? redirect('/pair') : ordinary.showBack(visit)
})
