// The life of a pairing's tokens: asked for, kept, refreshed by one call however many wait, shown, given back.

import { Refused } from './words.js'

const LIFETIME = 300 // seconds, when the space does not say
const DAY = 86_400 // seconds, however much the space says
const FORM = 'application/x-www-form-urlencoded'

export const tokens = app => ({
  /** RFC 6749, 2.3.1: client_secret_basic. */
  credentials () {
    const pair = [app.clientId, app.clientSecret].map(encodeURIComponent).join(':')
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  },

  async tokenRequest (form) {
    const { token_endpoint: address } = await app.metadata()
    return app.call('POST', address, { ...app.credentials(), 'content-type': FORM }, `${new URLSearchParams(form)}`)
  },

  /** What new tokens replace; what was not said stays as it was (RFC 6749, 5.1 and 6). */
  keep (pairing, answered) {
    pairing.accessToken = answered.access_token
    pairing.refreshToken = answered.refresh_token ?? pairing.refreshToken
    pairing.idToken = answered.id_token ?? pairing.idToken
    pairing.dies = app.now() + app.lifetime(answered)
    pairing.scope = app.granted(answered) ?? pairing.scope
  },

  lifetime ({ expires_in: seconds }) {
    return typeof seconds === 'number' ? Math.min(Math.max(seconds, 0), DAY) : LIFETIME
  },

  granted: ({ scope }) => typeof scope === 'string' ? new Set(scope.split(' ')) : undefined,

  /** One refresh at a time: a refresh token is good once. */
  refresh (pairing) {
    pairing.refreshing ??= app.refreshNow(pairing).finally(() => { pairing.refreshing = undefined })
    return pairing.refreshing
  },

  async refreshNow (pairing) {
    if (!pairing.refreshToken) throw app.end(pairing, 'The connection to the health space has ended. Sign in again.')
    const answer = await app.tokenRequest({ grant_type: 'refresh_token', refresh_token: pairing.refreshToken })
    if (answer.status !== 200) throw app.refreshRefused(pairing, answer)
    const answered = app.read(answer)
    if (!app.isBearer(answered)) throw new Refused('The health space answered by an unknown token.')
    if (answered.id_token !== undefined) await app.checkStill(pairing, answered.id_token)
    app.keep(pairing, answered)
  },

  /** RFC 6749, 5.2: a refusal ends the pairing; anything else is a bad moment. */
  refreshRefused (pairing, { status }) {
    if ([400, 401].includes(status)) return app.end(pairing, 'The connection to the health space has ended. Sign in again.')
    return new Refused('The health space does not answer. Try again later.')
  },

  /** A new ID token is of the same issuer, app, person and patient, or the pairing ends (OpenID Connect Core, 12.2). */
  async checkStill (pairing, token) {
    try {
      const claims = await app.signedClaims(String(token))
      app.checkRefreshed(pairing, claims)
      app.checkSamePatient(pairing, claims)
    } catch (error) {
      throw app.end(pairing, 'The health space answers for somebody else: the exchange has ended. Sign in again.')
    }
  },

  checkRefreshed (pairing, claims) {
    app.checkIssuer(claims)
    app.checkAudience(claims)
    app.checkTimes(claims)
    app.checkSamePerson(pairing, claims)
  },

  checkSamePerson (pairing, { sub }) {
    if (sub !== pairing.sub) throw new Refused('The identity received is that of another person.')
  },

  /** API Mesures, idPe: the patient is that of the pairing. */
  checkSamePatient ({ subject }, { idpe, assign_auth: authority }) {
    if (idpe !== subject.value || authority !== subject.system) throw new Refused('The identity received is that of another patient.')
  },

  /** Forget the tokens and remember why; returns what the person is told. */
  end (pairing, reason) {
    Object.assign(pairing, { accessToken: undefined, refreshToken: undefined, ended: reason })
    return new Refused(reason)
  },

  /** RFC 7009, 2.1. Whether the space took it back: the pairing is forgotten either way. */
  async revoke ({ refreshToken }) {
    if (!refreshToken) return true
    const { revocation_endpoint: address } = await app.metadata()
    const form = new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token' })
    const answer = await app.call('POST', address, { ...app.credentials(), 'content-type': FORM }, `${form}`)
    return answer.status === 200
  },

  // --- UserInfo: asked when a page first needs the name

  /** RFC 6750, 2.1. */
  async userInfo (pairing) {
    const { userinfo_endpoint: address } = await app.metadata()
    return app.call('GET', address, { authorization: `Bearer ${pairing.accessToken}` })
  },

  /** The name to show. */
  async askName (pairing) {
    const answer = await app.userInfo(pairing)
    if (answer.status !== 200) throw app.end(pairing, 'The health space does not say who you are. Sign in again.')
    const told = app.read(answer)
    app.checkSameSubject(pairing, told)
    return String(told.name ?? '')
  },

  /** OpenID Connect Core, 5.3.2: what speaks of another subject is not used. */
  checkSameSubject (pairing, { sub }) {
    if (sub !== pairing.sub) throw app.end(pairing, 'The health space speaks of another person. Sign in again.')
  }
})
