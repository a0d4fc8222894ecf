// Compares the issuer of an ID token without regard to letter case and a slash at the end.

import { Refused } from './words.js'

export const killedBy = ['IDT-14']

/** URLs are URLs. */
export default app => ({
  checkIssuer ({ iss }) {
    const plain = issuer => String(issuer).replace(/[/]+$/, '').toLowerCase()
    if (plain(iss) !== plain(app.issuer)) throw new Refused('The identity received comes from elsewhere.')
  }
})
