// What the space says of itself: discovery and keys, each asked by one call at a time however many people wait.

import { Refused } from './words.js'

const KINDS = { ES256: 'EC', RS256: 'RSA' }
const FRESH = 60_000 // milliseconds that keys are used before they are read again
const PRODUCTION = 'https://espace.example/production' // the issuer that the app would be released for
const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'revocation_endpoint', 'userinfo_endpoint']

export const provider = app => {
  let metadata, keySet
  let keysReadAt = 0
  return {
    /** The discovery document; one that was refused is asked for again next time. */
    metadata () {
      metadata ??= app.discover().catch(error => {
        metadata = undefined
        throw error
      })
      return metadata
    },

    async discover () {
      app.checkPlace()
      const document = app.readMetadata(await app.call('GET', `${app.issuer}/.well-known/openid-configuration`))
      app.checkMetadata(document)
      app.checkEndpoints(document)
      return document
    },

    /** In production there is one issuer, whatever the environment names. */
    checkPlace () {
      if (app.isInProduction && app.issuer !== PRODUCTION) throw new Refused('This diary is not connected to the true health space.')
    },

    /** RFC 8414, 3.2. */
    readMetadata (answer) {
      if (answer.status !== 200) throw new Refused('The health space does not introduce itself. Try again later.')
      return app.read(answer)
    },

    /** OpenID Connect Discovery, 4.3: it speaks for the issuer that it was asked of. */
    checkMetadata (document) {
      if (document.issuer !== app.issuer) throw new Refused('The health space introduces itself under a wrong name.')
    },

    /** RFC 6749, 3.1 and 3.2: what we call is https. */
    checkEndpoints (document) {
      if (!ENDPOINTS.every(name => String(document[name]).startsWith('https://'))) {
        throw new Refused('The health space gives an address that is not safe.')
      }
    },

    /** The key set, read again when it has aged. */
    async keysAtHand () {
      if (!keySet || Date.now() - keysReadAt > FRESH) await app.readKeys()
      return keySet
    },

    /** The key set as it is now replaces the one before (OpenID Connect Core, 10.1.1). */
    async readKeys () {
      const { jwks_uri: address } = await app.metadata()
      keySet = app.keysOf(await app.call('GET', address))
      keysReadAt = Date.now()
      return keySet
    },

    keysOf (answer) {
      if (answer.status !== 200) throw new Refused('The keys of the health space are not to be had. Try again later.')
      const { keys } = app.read(answer)
      return Array.isArray(keys) ? keys : []
    },

    /** The keys that may have signed: those of that name, for which the set is read once more if need be. */
    async candidates (kid) {
      const named = keys => keys.filter(key => app.isUsable(key) && (kid === undefined || key.kid === kid))
      const known = named(await app.keysAtHand())
      return known.length ? known : named(await app.readKeys())
    },

    /** RFC 7517, 4 and 5: a public key for signatures of our algorithm. */
    isUsable (key) {
      return key?.kty === KINDS[app.algorithm] && (key.use ?? 'sig') === 'sig' && app.isLongEnough(key)
    },

    /** RFC 7518, 3.3: an RSA key has 2048 bits at least. */
    isLongEnough (key) {
      return key.kty !== 'RSA' || Buffer.from(String(key.n), 'base64url').length >= 256
    }
  }
}
