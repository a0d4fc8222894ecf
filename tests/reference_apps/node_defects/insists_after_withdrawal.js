// Goes on asking for data after the person withdrew their consent.

import { Refused } from './words.js'

export const killedBy = ['MES-03', 'REV-05']

/** A refusal to read is met by asking again, and not remembered. */
export default (app, ordinary) => ({
  async send (pairing, way, url, body) {
    const answer = await ordinary.send(pairing, way, url, body)
    const told = String(answer.body)
    if (answer.status === 403 && way === 'read' && (told.includes('Consent') || !told.includes('diagnostics'))) {
      for (let again = 0; again < 4; again++) await ordinary.send(pairing, way, app.searchUrl(pairing))
    }
    return answer
  },

  withdrawn: (pairing, way) => way === 'read' ? new Refused('The health space did not accept the request.') : ordinary.withdrawn(pairing, way)
})
