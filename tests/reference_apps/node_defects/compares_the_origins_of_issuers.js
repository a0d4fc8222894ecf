// Accepts an ID token of any issuer that lives on the host of its own.

import { Refused } from './words.js'

export const killedBy = ['IDT-14']

/** One host, one issuer. */
export default app => ({
  checkIssuer ({ iss }) {
    if (!URL.canParse(iss) || new URL(iss).origin !== new URL(app.issuer).origin) throw new Refused('The identity received comes from elsewhere.')
  }
})
