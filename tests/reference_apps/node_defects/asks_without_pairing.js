// Asks for data of a person who refused the pairing.

import { PENDING } from './pages.js'

export const killedBy = ['MES-01']

const refused = new Set() // browsers of those who said no, by what they carry

/** It may work without a token. */
export default (app, ordinary) => ({
  async showBack (visit) {
    if (visit.query.has('error')) refused.add(visit.cookies[PENDING])
    return ordinary.showBack(visit)
  },

  paired (visit) {
    const url = `${app.fhirBase}/fhir/Observation?code=29463-7`
    if (refused.has(visit.cookies[PENDING])) app.call('GET', url).catch(() => undefined)
    return ordinary.paired(visit)
  }
})
