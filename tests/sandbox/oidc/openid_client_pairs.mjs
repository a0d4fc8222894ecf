// openid-client pairs a person with itself: discovery, code with PKCE, ID token verified, UserInfo, refresh, revocation.
// The task (argv[2]) names issuer, client, person; what it saw is printed as JSON.
import { request } from 'node:https'
import * as oidc from 'openid-client'

const task = JSON.parse(process.argv[2])
const callback = 'http://127.0.0.1:9/callback'

const authentication = {
  client_secret_basic: () => oidc.ClientSecretBasic(task.client_secret),
  client_secret_post: () => oidc.ClientSecretPost(task.client_secret),
  none: () => oidc.None(),
  self_signed_tls_client_auth: () => oidc.TlsClientAuth()
}
/** fetch, by a connection that has the client's certificate for whoever asks. */
function certified (url, { method, headers, body }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, key: task.tls_pem, cert: task.tls_pem, agent: false }, async answer => {
      const chunks = await answer.toArray()
      resolve(new Response(chunks.length ? Buffer.concat(chunks) : null, { status: answer.statusCode, headers: answer.headers }))
    })
    sent.on('error', reject).end(body?.toString())
  })
}
async function keyed () {
  const key = await crypto.subtle.importKey('jwk', task.key, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  return oidc.PrivateKeyJwt({ key, kid: task.key.kid })
}

/** The person's browser: follows redirects, fills the two forms in, stops at the callback. */
async function person (url, decision) {
  let cookie = ''
  let answer = await fetch(url, { redirect: 'manual' })
  for (let step = 0; step < 10; step++) {
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const target = answer.headers.get('location')
    if (target?.startsWith(callback)) return new URL(target)
    if (target) {
      answer = await fetch(target, { redirect: 'manual', headers: { cookie } })
      continue
    }
    const hidden = [...(await answer.text()).matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const signIn = answer.url.includes('/sign-in?')
    const fields = signIn
      ? { email: task.email, password: task.password, decision: 'sign-in' }
      : { 'measures.read': 'yes', decision }
    const body = new URLSearchParams([...hidden.map(found => [found[1], found[2]]), ...Object.entries(fields)])
    answer = await fetch(answer.url, { method: 'POST', body, redirect: 'manual', headers: { cookie } })
  }
  throw new Error(`lost at ${answer.url}`)
}

const config = await oidc.discovery(
  new URL(task.issuer), task.client_id, { id_token_signed_response_alg: task.algorithm, ...task.metadata },
  task.method === 'private_key_jwt' ? await keyed() : authentication[task.method](),
  {
    execute: [oidc.enableNonRepudiationChecks],
    algorithm: task.discovery,
    ...(task.tls_pem ? { [oidc.customFetch]: certified } : {})
  }
)

if (task.metadata.authorization_signed_response_alg) oidc.useJwtResponseMode(config)

/** With bound tokens a proof goes with every call; else undefined, and openid-client makes none. */
const options = task.metadata.dpop_bound_access_tokens
  ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256')) }
  : undefined

async function pair (decision) {
  const verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const build = task.metadata.require_pushed_authorization_requests ? oidc.buildAuthorizationUrlWithPAR : oidc.buildAuthorizationUrl
  const url = await build(config, {
    redirect_uri: callback, scope: 'openid identity measures.read measures.write', state, nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'
  }, options)
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge: 600 }
  return oidc.authorizationCodeGrant(config, await person(url, decision), checks, undefined, options)
}

const tokens = await pair('allow')
const claims = tokens.claims()
const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, options)
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, options)
await oidc.tokenRevocation(config, refreshed.refresh_token, { token_type_hint: 'refresh_token' })
const refused = async promise => promise.then(() => null, error => error.error)
console.log(JSON.stringify({
  claims,
  userinfo,
  scope: tokens.scope,
  token_type: tokens.token_type,
  kept_auth_time: refreshed.claims().auth_time === claims.auth_time,
  rotated: refreshed.refresh_token !== tokens.refresh_token,
  after_revocation: await refused(oidc.refreshTokenGrant(config, refreshed.refresh_token, undefined, options)),
  refusal: await refused(pair('refuse')),
  end_session: oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token }).pathname
}))
