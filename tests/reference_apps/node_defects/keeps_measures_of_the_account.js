// Keeps the weights that it read for the next visit of the same browser, whoever pairs there meanwhile.

import { html } from './words.js'

export const killedBy = ['MES-09']

const BROWSER = '__Host-browser'
const kept = new Map() // by browser

/** What was read is kept with the browser, and shown beside what is read next. */
export default (app, ordinary) => ({
  async answer (visit) {
    visit.cookies[BROWSER] ??= app.draw()
    const answer = await ordinary.answer(visit)
    return { ...answer, cookies: { ...answer.cookies, [BROWSER]: visit.cookies[BROWSER] } }
  },

  async showWeights (visit) {
    const answer = await ordinary.showWeights(visit)
    const before = kept.get(visit.cookies[BROWSER]) ?? ''
    kept.set(visit.cookies[BROWSER], answer.body)
    return { ...answer, body: html`${answer.body}${before}` }
  }
})
