// From the authorization request to a pairing. What is pending travels with the browser, sealed; nothing is kept here.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

import { Refused } from './words.js'

export const SCOPE = 'openid identity measures.read measures.write'

export const signIn = app => ({
  /** At least 256 bits, as text. */
  draw: () => randomBytes(32).toString('base64url'),

  newState: () => app.draw(),
  newNonce: () => app.draw(),
  newVerifier: () => app.draw(), // RFC 7636, 4.1: 43 characters

  /** Keys are read beside the metadata already, so that the way back is short. */
  async begin () {
    const pending = { state: app.newState(), nonce: app.newNonce(), verifier: app.newVerifier() }
    const [metadata] = await Promise.all([app.metadata(), app.keysAtHand()])
    const url = new URL(metadata.authorization_endpoint)
    for (const [name, value] of Object.entries(await app.requestParameters(pending))) url.searchParams.set(name, value)
    return { pending, url: url.href }
  },

  /** RFC 6749, 4.1.1; OpenID Connect Core, 3.1.2.1. */
  async requestParameters ({ state, nonce, verifier }) {
    return {
      response_type: 'code',
      client_id: app.clientId,
      redirect_uri: app.redirectUri,
      scope: SCOPE,
      state,
      nonce,
      ...await app.challenge(verifier)
    }
  },

  /** RFC 7636, 4.2. */
  async challenge (verifier) {
    return { code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' }
  },

  /** The parameters of the response; one that comes twice makes the whole worthless (RFC 6749, 3.1). */
  parameters (query) {
    const names = [...query.keys()]
    if (new Set(names).size < names.length) throw new Refused('The answer of the health space contradicts itself.')
    return Object.fromEntries(query)
  },

  async complete (pending, response) {
    app.checkState(pending, response)
    await app.checkResponseIssuer(response)
    app.checkError(response)
    const answered = await app.redeem(response.code, pending)
    const claims = await app.identify(answered, pending)
    app.checkAccessTokenHash(claims, answered.access_token)
    return app.newPairing(claims, answered)
  },

  /** RFC 6749, 10.12: the answer belongs to the request of this browser. */
  checkState (pending, response) {
    if (!same(pending.state, response.state ?? '')) throw new Refused('This sign-in was not asked for from this browser.')
  },

  /** RFC 9207, 2.4. */
  async checkResponseIssuer (response) {
    const { authorization_response_iss_parameter_supported: promised } = await app.metadata()
    if ((response.iss ?? (promised === true ? undefined : app.issuer)) !== app.issuer) {
      throw new Refused('The answer comes from another health space.')
    }
  },

  /** RFC 6749, 4.1.2.1: a refusal is told, and that is all. */
  checkError (response) {
    if (response.error === 'access_denied') throw new Refused('You did not agree: no data will be exchanged.')
    if (response.error !== undefined || !response.code) throw new Refused('The sign-in did not succeed. You can begin again.')
  },

  /** RFC 6749, 4.1.3; RFC 7636, 4.5. */
  codeForm (code, pending) {
    return { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri, code_verifier: pending.verifier }
  },

  /** A code is redeemed once, whatever comes of it; what comes with an error status is not read (RFC 6749, 5.2). */
  async redeem (code, pending) {
    const answer = await app.tokenRequest(app.codeForm(code, pending))
    if (answer.status !== 200) throw new Refused('The health space did not accept the sign-in.')
    return app.checkTokens(app.read(answer))
  },

  /** RFC 6749, 5.1 and 7.1. */
  checkTokens (answered) {
    if ('error' in answered) throw new Refused('The health space did not accept the sign-in.')
    if (!app.isBearer(answered)) throw new Refused('The health space answered by an unknown token.')
    return answered
  },

  isBearer: ({ token_type: type, access_token: token }) => String(type).toLowerCase() === 'bearer' && typeof token === 'string',

  /** OpenID Connect Core, 3.1.3.3: who signed in is what the ID token says. */
  async identify (answered, pending) {
    if (typeof answered.id_token !== 'string') throw new Refused('The health space did not say who you are.')
    return app.verifyIdToken(answered.id_token, pending)
  },

  newPairing (claims, answered) {
    const { sub, sid } = claims
    const pairing = { sub, sid, subject: app.patientOf(claims), scope: app.asked(), halted: {} }
    app.keep(pairing, answered)
    return pairing
  },

  /** API Mesures, idPe: without it and its assigning authority nothing can be asked for. */
  patientOf ({ idpe, assign_auth: authority }) {
    if (![idpe, authority].every(text => typeof text === 'string' && text !== '')) throw new Refused('The health space did not say whose record it is.')
    return { system: authority, value: idpe }
  },

  asked: () => new Set(SCOPE.split(' '))
})

/** Whether two texts are the same, in a time that tells nothing. */
export function same (one, other) {
  const [left, right] = [one, other].map(text => createHash('sha256').update(text).digest())
  return timingSafeEqual(left, right)
}
