// Sign-in by oauth4webapi, as its examples/oidc.ts has it, each answer processed by the function made for it.
//
// The example sends `state` never and `nonce` only where the space does not announce PKCE; the space asks for all three.

import * as oauth from 'oauth4webapi'

import { greeting, measures, personOf, tell, Told } from '../diary.js'
import { diary, renew, sessions } from '../express_diary.js'

const issuer = new URL(process.env.MES_ISSUER)
const client = { client_id: process.env.MES_CLIENT_ID }
const clientAuth = oauth.ClientSecretBasic(process.env.MES_CLIENT_SECRET)
const redirect_uri = process.env.MES_REDIRECT_URI

let discovered
async function space () {
  discovered ??= oauth.discoveryRequest(issuer, { algorithm: 'oidc' }).then(response => oauth.processDiscoveryResponse(issuer, response))
  try {
    return await discovered
  } catch (error) {
    discovered = undefined
    throw error
  }
}

const app = diary()
sessions(app)

app.get('/login', async (request, response) => {
  const as = await space()
  const code_verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const authorizationUrl = new URL(as.authorization_endpoint)
  authorizationUrl.searchParams.set('client_id', client.client_id)
  authorizationUrl.searchParams.set('redirect_uri', redirect_uri)
  authorizationUrl.searchParams.set('response_type', 'code')
  authorizationUrl.searchParams.set('scope', 'openid identity measures.read')
  authorizationUrl.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(code_verifier))
  authorizationUrl.searchParams.set('code_challenge_method', 'S256')
  authorizationUrl.searchParams.set('state', state)
  authorizationUrl.searchParams.set('nonce', nonce)
  request.session.pending = { code_verifier, state, nonce }
  response.redirect(authorizationUrl.href)
})

app.get('/callback', async (request, response) => {
  const { pending } = request.session
  if (!pending) throw new Told('Aucune connexion n’est en cours dans ce navigateur.')
  delete request.session.pending
  const as = await space()
  const currentUrl = new URL(request.originalUrl, process.env.MES_APP_URL)
  const params = oauth.validateAuthResponse(as, client, currentUrl, pending.state)
  const answer = await oauth.authorizationCodeGrantRequest(as, client, clientAuth, params, redirect_uri, pending.code_verifier)
  const result = await oauth.processAuthorizationCodeResponse(as, client, answer, { expectedNonce: pending.nonce, requireIdToken: true })
  await renew(request)
  request.session.person = personOf(oauth.getValidatedIdTokenClaims(result), result.id_token)
  keep(request.session, result)
  response.redirect(303, '/me')
})

function keep (session, { access_token, refresh_token, expires_in }) {
  session.tokens = { access_token, refresh_token: refresh_token ?? session.tokens?.refresh_token, expires: Date.now() + (expires_in ?? 300) * 1000 }
}

function signedIn (request) {
  if (!request.session.person) throw new Told('Personne n’est connecté.')
  return request.session.person
}

app.get('/me', (request, response) => response.send(greeting(signedIn(request).name)))
app.get('/measures', async (request, response) => {
  const person = signedIn(request)
  const { session } = request
  if (session.tokens.expires <= Date.now()) {
    const as = await space()
    const answer = await oauth.refreshTokenGrantRequest(as, client, clientAuth, session.tokens.refresh_token)
    keep(session, await oauth.processRefreshTokenResponse(as, client, answer))
  }
  response.send(await measures(person, (url, headers) => oauth.protectedResourceRequest(
    session.tokens.access_token, 'GET', new URL(url), new Headers(headers))))
})
app.post('/logout', (request, response, next) => request.session.destroy(error => error ? next(error) : response.redirect(303, '/')))
app.use(tell)
app.listen(process.env.PORT, '127.0.0.1')
