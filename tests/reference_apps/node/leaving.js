// Signing out: at the space together with the person, and at the word of the space (back-channel).

import { claimsOf, isSignedBySpace } from './jws.js'
import { Refused, html } from './words.js'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const LEEWAY = 30 // seconds that another clock may differ
const OLDEST = 600 // seconds since a logout token was issued

export const leaving = app => {
  const heard = new Map() // jti of each logout token, and when it came
  return {
    // --- RP-Initiated Logout

    leaveMethod: () => 'post', // so that no address keeps the ID token

    leaveFields: (pairing, state) => ({
      id_token_hint: pairing.idToken,
      post_logout_redirect_uri: `${app.appUrl.replace(/\/$/, '')}/left`,
      state
    }),

    /** The form with which the person signs out at the space too. */
    async leaveForm (pairing, state) {
      const { end_session_endpoint: address } = await app.metadata()
      const fields = Object.entries(app.leaveFields(pairing, state))
      const inputs = fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
      return html`<form class="space" method="${app.leaveMethod()}" action="${address}">${inputs}<button>Sign out of the health space too</button></form>`
    },

    // --- Back-Channel Logout, 2.6

    async verifyLogoutToken (token) {
      const claims = await app.signedLogout(token)
      app.checkLogoutIssuer(claims)
      app.checkLogoutAudience(claims)
      app.checkLogoutTimes(claims)
      app.checkEvents(claims)
      app.checkNoNonce(claims)
      app.checkNamed(claims)
      app.checkUnheard(claims)
      return claims
    },

    signedLogout: token => claimsOf(token, app.isSignedLogout),

    /** 2.6, 2 and 3: as an ID token is. */
    isSignedLogout: (header, text, signature) => isSignedBySpace(app, header, text, signature),

    checkLogoutIssuer ({ iss }) {
      if (iss !== app.issuer) throw new Refused('The logout comes from elsewhere.')
    },

    checkLogoutAudience ({ aud }) {
      if (![aud].flat().includes(app.clientId)) throw new Refused('The logout is for another app.')
    },

    checkLogoutTimes ({ iat, exp }) {
      const now = app.now()
      const isOfNow = typeof iat === 'number' && iat >= now - OLDEST && iat <= now + LEEWAY
      if (!isOfNow || typeof exp !== 'number' || exp < now - LEEWAY) throw new Refused('The logout is not of now.')
    },

    checkEvents ({ events }) {
      if (typeof events !== 'object' || events === null || !(EVENT in events)) throw new Refused('This is not about a logout.')
    },

    /** An ID token must not pass for a logout token. */
    checkNoNonce (claims) {
      if ('nonce' in claims) throw new Refused('This is not a logout token.')
    },

    checkNamed (claims) {
      if (!('sub' in claims) && !('sid' in claims)) throw new Refused('The logout does not say whose.')
    },

    /** Each token is good once, as long as it is good at all. */
    checkUnheard ({ jti }) {
      for (const [known, moment] of heard) if (moment < app.now() - 2 * OLDEST) heard.delete(known)
      if (typeof jti !== 'string' || heard.has(jti)) throw new Refused('This logout token has been used.')
      heard.set(jti, app.now())
    },

    /** 2.7: the sessions that it speaks of. */
    isMeant (pairing, claims) {
      return (claims.sub ?? pairing.sub) === pairing.sub && (claims.sid ?? pairing.sid) === pairing.sid
    }
  }
}
