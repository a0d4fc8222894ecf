// Sign-in by passport-openidconnect, as its README has it: the strategy, a verify function, two routes.
//
// It has no option for PKCE. Its README names `skipUserProfile` and the longer verify functions that are given tokens.

import passport from 'passport'
import OpenIDConnectStrategy from 'passport-openidconnect'

import { carefully, greeting, measures, personOf, tell, Told } from '../diary.js'
import { diary, sessions } from '../express_diary.js'

passport.use(new OpenIDConnectStrategy({
  issuer: process.env.MES_ISSUER,
  authorizationURL: process.env.AUTHORIZATION_ENDPOINT,
  tokenURL: process.env.TOKEN_ENDPOINT,
  userInfoURL: process.env.USERINFO_ENDPOINT,
  clientID: process.env.MES_CLIENT_ID,
  clientSecret: process.env.MES_CLIENT_SECRET,
  callbackURL: process.env.MES_REDIRECT_URI,
  scope: ['identity', 'measures.read']
}, function verify (issuer, uiProfile, idProfile, context, idToken, accessToken, refreshToken, params, cb) {
  const claims = JSON.parse(Buffer.from(idToken.split('.')[1], 'base64url'))
  return cb(null, { ...personOf({ ...claims, name: uiProfile.displayName }, idToken), accessToken })
}))
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const app = diary()
sessions(app)
app.use(passport.authenticate('session'))

function signedIn (request) {
  if (!request.user) throw new Told('Personne n’est connecté.')
  return request.user
}

app.get('/login', passport.authenticate('openidconnect'))
app.get('/callback',
  passport.authenticate('openidconnect', { failureRedirect: '/failed', failureMessage: true }),
  (request, response) => response.redirect('/me'))
app.get('/failed', () => { throw new Told('La connexion à Mon espace santé n’a pas abouti. Recommencez.') })
app.get('/me', (request, response) => response.send(greeting(signedIn(request).name)))
app.get('/measures', async (request, response) => {
  const person = signedIn(request)
  response.send(await measures(person, carefully(person.accessToken)))
})
app.post('/logout', (request, response, next) => request.logout(error => error ? next(error) : response.redirect(303, '/')))
app.use(tell)
app.listen(process.env.PORT, '127.0.0.1')
