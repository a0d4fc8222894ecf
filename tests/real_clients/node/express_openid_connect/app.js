// Sign-in by express-openid-connect, as its README and EXAMPLES.md have it for an access token of another API.
//
// `response_type: 'code'` with `clientSecret` and `idpLogout` are options that they name; PKCE, state and nonce are its
// own. As behind a proxy that ends TLS, `baseURL` is https, so that its cookies are Secure: a browser takes loopback for that.

import { randomBytes } from 'node:crypto'
import openid from 'express-openid-connect'

import { carefully, greeting, measures, personOf, tell, Told } from '../diary.js'
import { diary } from '../express_diary.js'

const { auth } = openid
const app = diary()
app.use(auth({
  issuerBaseURL: process.env.MES_ISSUER,
  baseURL: process.env.MES_APP_URL.replace('http:', 'https:'),
  clientID: process.env.MES_CLIENT_ID,
  clientSecret: process.env.MES_CLIENT_SECRET,
  secret: randomBytes(32).toString('hex'),
  authRequired: false,
  idpLogout: true,
  routes: { login: false, callback: false, postLogoutRedirect: process.env.MES_APP_URL },
  authorizationParams: { response_type: 'code', scope: 'openid identity measures.read', redirect_uri: process.env.MES_REDIRECT_URI }
}))

app.get('/login', (request, response) => response.oidc.login({ returnTo: '/me' }))
app.get('/callback', (request, response) => response.oidc.callback({ redirectUri: process.env.MES_REDIRECT_URI }))

const people = new Map() // by ID token: what the space stopped since

function signedIn (request) {
  if (!request.oidc.isAuthenticated()) throw new Told('Personne n’est connecté.')
  const { idToken, user } = request.oidc
  if (!people.has(idToken)) people.set(idToken, personOf(user, idToken))
  return people.get(idToken)
}

app.get('/me', (request, response) => response.send(greeting(signedIn(request).name)))
app.get('/measures', async (request, response) => {
  const person = signedIn(request)
  let token = request.oidc.accessToken
  if (token.isExpired()) token = await token.refresh()
  response.send(await measures(person, carefully(token.access_token)))
})
app.use(tell)
app.listen(process.env.PORT, '127.0.0.1')
