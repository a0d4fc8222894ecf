// OpenID Connect Core, 3.1.3.7: a step for each rule.

import { createHash } from 'node:crypto'

import { claimsOf, isSignedBySpace } from './jws.js'
import { Refused } from './words.js'

const LEEWAY = 30 // seconds that another clock may differ
const OLDEST = 600 // seconds since a token was issued

export const idToken = app => ({
  /** In seconds, as tokens count. */
  now: () => Date.now() / 1000,

  async verifyIdToken (token, pending) {
    const claims = await app.signedClaims(token)
    app.checkSubject(claims)
    app.checkIssuer(claims)
    app.checkAudience(claims)
    app.checkParty(claims)
    app.checkTimes(claims)
    app.checkNonce(claims, pending)
    return claims
  },

  /** Also of a token that comes with a refresh. */
  signedClaims: token => claimsOf(token, app.isSigned),

  /** 3.1.3.7, 6 to 8. */
  isSigned: (header, text, signature) => isSignedBySpace(app, header, text, signature),

  checkSubject ({ sub }) {
    if (typeof sub !== 'string' || sub === '') throw new Refused('The identity received is that of nobody.')
  },

  checkIssuer ({ iss }) {
    if (iss !== app.issuer) throw new Refused('The identity received comes from elsewhere.')
  },

  checkAudience ({ aud }) {
    const audiences = [aud].flat()
    if (audiences.length !== 1 || audiences[0] !== app.clientId) throw new Refused('The identity received is for another app.')
  },

  checkParty ({ azp = app.clientId }) {
    if (azp !== app.clientId) throw new Refused('The identity received was given to another app.')
  },

  checkTimes (claims) {
    app.checkExpiry(claims, app.now())
    app.checkIssue(claims, app.now())
    app.checkBeginning(claims, app.now())
  },

  checkExpiry ({ exp }, now) {
    if (typeof exp !== 'number' || exp < now - LEEWAY) throw new Refused('The identity received has expired.')
  },

  checkIssue ({ iat }, now) {
    if (typeof iat !== 'number' || iat < now - OLDEST || iat > now + LEEWAY) throw new Refused('The identity received is not of now.')
  },

  /** RFC 7519, 4.1.5. */
  checkBeginning ({ nbf = 0 }, now) {
    if (!(nbf <= now + LEEWAY)) throw new Refused('The identity received is not valid yet.')
  },

  checkNonce ({ nonce }, pending) {
    if (nonce !== pending.nonce) throw new Refused('The identity received answers another request.')
  },

  /** 3.1.3.8: a hash that is there is that of the access token. */
  checkAccessTokenHash (claims, accessToken) {
    const half = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
    if ('at_hash' in claims && claims.at_hash !== half) throw new Refused('The identity received came with other rights.')
  }
})
