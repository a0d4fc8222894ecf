// openid-client signs somebody in at an identity provider, configured from its discovery document alone: code with PKCE,
// ID token verified (and decrypted), UserInfo in JSON or as JWT, end of session; with `phone`, CIBA by poll instead.
// The task (argv[2]) names document, client and person; what it saw is printed as JSON.
import * as oidc from 'openid-client'

const task = JSON.parse(process.argv[2])
const callback = 'http://127.0.0.1:9/callback'
const metadata = {
  id_token_signed_response_alg: task.algorithm,
  ...(task.userinfo_algorithm ? { userinfo_signed_response_alg: task.userinfo_algorithm } : {})
}
const authentication = {
  client_secret_basic: () => oidc.ClientSecretBasic(task.client_secret),
  client_secret_post: () => oidc.ClientSecretPost(task.client_secret)
}
const config = await oidc.discovery(
  new URL(task.document), task.client_id, metadata, authentication[task.method](),
  { execute: [oidc.enableNonRepudiationChecks] }
)
if (task.key) {
  const algorithm = task.key.kty === 'RSA' ? { name: 'RSA-OAEP', hash: 'SHA-1' } : { name: 'ECDH', namedCurve: 'P-256' }
  const usages = task.key.kty === 'RSA' ? ['decrypt'] : ['deriveBits']
  const { use, alg, ...jwk } = task.key
  const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, usages)
  oidc.enableDecryptingResponses(config, ['A256GCM'], { key, alg: task.key.kty === 'RSA' ? 'RSA-OAEP' : 'ECDH-ES', kid: task.key.kid })
}

function hidden (html) {
  return [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(found => [found[1], found[2]])
}

/** The person's browser: follows redirects, fills the forms in, stops at the callback. */
async function person (url) {
  let cookie = ''
  let answer = await fetch(url, { redirect: 'manual' })
  for (let step = 0; step < 10; step++) {
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const target = answer.headers.get('location')
    if (target?.startsWith(callback)) return new URL(target)
    if (target) {
      answer = await fetch(new URL(target, answer.url), { redirect: 'manual', headers: { cookie } })
      continue
    }
    const fields = answer.url.includes('/sign-in?')
      ? { login: task.login, password: task.password, decision: 'sign-in' }
      : { decision: 'allow' }
    const body = new URLSearchParams([...hidden(await answer.text()), ...Object.entries(fields)])
    answer = await fetch(answer.url, { method: 'POST', body, redirect: 'manual', headers: { cookie } })
  }
  throw new Error(`lost at ${answer.url}`)
}

async function inABrowser () {
  const verifier = oidc.randomPKCECodeVerifier()
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()]
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: callback, scope: task.scope, state, nonce, acr_values: task.acr,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'
  })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  return oidc.authorizationCodeGrant(config, await person(url), checks)
}

/** The professional's phone: activates the e-CPS, then accepts what waits. */
async function accept () {
  const activation = new URLSearchParams({ login: task.login, password: task.password, decision: 'activate' })
  const activated = await fetch(task.phone, { method: 'POST', body: activation, redirect: 'manual' })
  const cookie = activated.headers.get('set-cookie').split(';')[0]
  const html = await (await fetch(task.phone, { headers: { cookie } })).text()
  const form = html.slice(html.indexOf('id="answer-'))
  const body = new URLSearchParams([...hidden(form.slice(0, form.indexOf('</form>'))), ['decision', task.decision ?? 'accept']])
  await fetch(task.phone, { method: 'POST', body, redirect: 'manual', headers: { cookie } })
  return html
}

let shown = null
async function onThePhone () {
  const asked = await oidc.initiateBackchannelAuthentication(config, {
    scope: task.scope, login_hint: task.login, acr_values: task.acr, binding_message: '42'
  })
  const answer = oidc.pollBackchannelAuthenticationGrant(config, asked)
  shown = await accept()
  return answer
}

try {
  const tokens = await (task.phone ? onThePhone() : inABrowser())
  const claims = tokens.claims()
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
  const end = task.key ? null : oidc.buildEndSessionUrl(config, { id_token_hint: tokens.id_token }).href
  console.log(JSON.stringify({ claims, userinfo, end, message_shown: shown?.includes('<strong>42</strong>') ?? null }))
} catch (error) {
  console.log(JSON.stringify({ error: error.error ?? error.code ?? String(error), cause: String(error.cause ?? '') }))
}
