// Sign-in by openid-client, as its README has it in "Quick start" and "Authorization Code Flow".
//
// The README sends `state` and, in its example of OpenID Connect, `nonce` only where the space does not announce PKCE;
// the space asks for all three, so this diary always sends them and expects them by `expectedState`, `expectedNonce`.

import * as client from 'openid-client'

import { greeting, measures, personOf, tell, Told } from '../diary.js'
import { diary, renew, sessions } from '../express_diary.js'

let discovered
async function config () {
  discovered ??= client.discovery(new URL(process.env.MES_ISSUER), process.env.MES_CLIENT_ID, process.env.MES_CLIENT_SECRET)
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
  const code_verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const redirectTo = client.buildAuthorizationUrl(await config(), {
    redirect_uri: process.env.MES_REDIRECT_URI,
    scope: 'openid identity measures.read',
    code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
    code_challenge_method: 'S256',
    state,
    nonce
  })
  request.session.pending = { code_verifier, state, nonce }
  response.redirect(redirectTo.href)
})

app.get('/callback', async (request, response) => {
  const { pending } = request.session
  if (!pending) throw new Told('Aucune connexion n’est en cours dans ce navigateur.')
  delete request.session.pending
  const tokens = await client.authorizationCodeGrant(await config(), new URL(request.originalUrl, process.env.MES_APP_URL), {
    pkceCodeVerifier: pending.code_verifier,
    expectedState: pending.state,
    expectedNonce: pending.nonce,
    idTokenExpected: true
  })
  await renew(request)
  request.session.person = personOf(tokens.claims(), tokens.id_token)
  keep(request.session, tokens)
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
  if (session.tokens.expires <= Date.now()) keep(session, await client.refreshTokenGrant(await config(), session.tokens.refresh_token))
  const configuration = await config()
  response.send(await measures(person, (url, headers) => client.fetchProtectedResource(
    configuration, session.tokens.access_token, new URL(url), 'GET', null, new Headers(headers))))
})
app.post('/logout', (request, response, next) => request.session.destroy(error => error ? next(error) : response.redirect(303, '/')))
app.use(tell)
app.listen(process.env.PORT, '127.0.0.1')
