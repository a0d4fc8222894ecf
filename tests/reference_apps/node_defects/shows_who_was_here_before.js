// Greets whoever signs in with the name of the person who signed out before them.

import { seal, unseal } from './sealed.js'
import { html } from './words.js'

export const killedBy = ['SES-06']

const LAST = '__Host-last'

/** The name of the last person travels with the browser. */
export default (app, ordinary) => ({
  async leave (visit) {
    const { name } = app.pairingOf(visit) ?? {}
    const answer = await ordinary.leave(visit)
    return name === undefined ? answer : { ...answer, cookies: { ...answer.cookies, [LAST]: seal({ name }) } }
  },

  async showMe (visit) {
    const answer = await ordinary.showMe(visit)
    const { name } = unseal(visit.cookies[LAST]) ?? {}
    return answer.status === 200 && name ? { ...answer, body: html`${answer.body} Before, it was ${name}.` } : answer
  }
})
