// Signs people in under the identifier that their browser had before.

import { SESSION } from './pages.js'

export const killedBy = ['SES-02']

/** Whoever planted the cookie is signed in too. */
export default (app, ordinary) => ({
  async answer (visit) {
    const answer = await ordinary.answer(visit)
    return visit.cookies[SESSION] ? answer : { ...answer, cookies: { [SESSION]: app.draw(), ...answer.cookies } }
  },

  welcome (visit, pairing) {
    const answer = ordinary.welcome(visit, pairing)
    if (visit.cookies[SESSION]) {
      app.sessions.delete(answer.cookies[SESSION])
      app.sessions.set(visit.cookies[SESSION], pairing)
      delete answer.cookies[SESSION]
    }
    return answer
  }
})
