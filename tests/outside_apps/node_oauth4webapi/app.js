// A diary of weight, kept in the person's health space. node:http and oauth4webapi.
import { createHash, randomBytes, randomUUID, timingSafeEqual, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import tls from 'node:tls'
import * as oauth from 'oauth4webapi'

const env = process.env
const ISSUER = env.MES_ISSUER
const CLIENT_ID = env.MES_CLIENT_ID
const REDIRECT_URI = env.MES_REDIRECT_URI
const FHIR = env.MES_FHIR_BASE.replace(/\/$/, '') + '/fhir'
const ID_TOKEN_HEADER = env.MES_ID_TOKEN_HEADER ?? 'X-ID-Token'
const AFTER_LOGOUT = new URL('/logged-out', REDIRECT_URI).href
const SCOPE = 'openid identity offline_access measures.read measures.write'
const ALG = 'ES256'
const SKEW = 60
const MAX_AGE = 600
const DEADLINE = 8000
const MAX_BYTES = 2_000_000
const MAX_PAGES = 50
const LOINC = 'http://loinc.org'
const WEIGHT = '29463-7'
const UCUM = 'http://unitsofmeasure.org'
const PROFILE = 'https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight'
const BACKCHANNEL_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

const client = { client_id: CLIENT_ID, id_token_signed_response_alg: ALG, [oauth.clockTolerance]: SKEW }
const jwk = JSON.parse(readFileSync(env.PRIVATE_JWK_FILE, 'utf8'))
const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: jwk.crv }, false, ['sign'])
const clientAuth = oauth.PrivateKeyJwt({ key, kid: jwk.kid })

// Node takes the common name of a certificate for a host when it has no alternative names; this app does not.
const { checkServerIdentity } = tls
tls.checkServerIdentity = (host, certificate) =>
  certificate.subjectaltname ? checkServerIdentity(host, certificate) : new Error('the certificate names no host')

const sessions = new Map() // by cookie; everything about a person stays on the server
const seenJti = new Map()

class Problem extends Error {
  constructor(en, fr, status = 502, detail = '') {
    super(en)
    Object.assign(this, { en, fr, status, detail })
  }
}
const unreadable = (detail = '') => new Problem('The health space gave an answer that cannot be read.', "La réponse de l'espace de santé est illisible.", 502, detail)
const ended = (detail = '') => new Problem('Your diary is no longer connected to your health space. Connect it again to go on.', "Votre carnet n'est plus relié à votre espace de santé. Reliez-le à nouveau pour continuer.", 401, detail)
const refused = (why) => {
  console.warn('token refused:', why)
  return new Problem('Sign-in failed: your health space could not prove who you are. Please begin again.', "Échec de la connexion : votre espace de santé n'a pas pu prouver qui vous êtes. Recommencez.", 400)
}
const random = () => randomBytes(32).toString('base64url')
const same = (a, b) => typeof a === 'string' && typeof b === 'string' && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
const now = () => Date.now() / 1000

// Calls to the space: no redirects, a limit of size, a limit of time for the whole answer

async function bounded(url, options = {}) {
  const headers = new Headers(options.headers)
  headers.set('accept-encoding', 'identity')
  if (new URL(url).protocol !== 'https:') throw unreadable()
  let answer
  const parts = []
  try {
    answer = await fetch(url, { ...options, headers, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE) })
    let size = 0
    if (answer.headers.has('content-encoding') && answer.headers.get('content-encoding') !== 'identity') {
      await answer.body?.cancel()
      throw unreadable()
    }
    for await (const part of answer.body ?? []) {
      size += part.length
      if (size > MAX_BYTES) throw unreadable()
      parts.push(part)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('Your health space does not answer. Try again in a few minutes.', 'Votre espace de santé ne répond pas. Réessayez dans quelques minutes.', 503)
  }
  const empty = [204, 205, 304].includes(answer.status)
  return new Response(empty ? null : Buffer.concat(parts), { status: answer.status, headers: answer.headers })
}
const options = { [oauth.customFetch]: bounded }

async function parse(answer, ...kinds) {
  if (!kinds.includes((answer.headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase())) throw unreadable()
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await answer.clone().arrayBuffer()))
    if (value && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {}
  throw unreadable()
}

async function discover() {
  const issuer = new URL(ISSUER)
  let as
  try {
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options))
  } catch (error) {
    if (error instanceof Problem) throw error
  }
  const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri']
  const safe = (address) => typeof address === 'string' && URL.canParse(address) && new URL(address).protocol === 'https:'
  const optional = ['userinfo_endpoint', 'revocation_endpoint', 'end_session_endpoint'].filter((name) => as && name in as)
  if (!as || as.issuer !== ISSUER || ![...needed, ...optional].every((name) => safe(as[name])))
    throw new Problem('Your health space cannot be reached safely at the moment.', "Votre espace de santé n'est pas joignable de façon sûre pour le moment.")
  return as
}

// Tokens

function checkIdToken(claims, accessToken, before) {
  const text = (value) => typeof value === 'string' && value !== ''
  if (claims.aud !== CLIENT_ID && !(Array.isArray(claims.aud) && claims.aud.length === 1)) throw refused('aud')
  if ('azp' in claims && claims.azp !== CLIENT_ID) throw refused('azp')
  if (Math.abs(now() - claims.iat) > MAX_AGE + SKEW || claims.iat > now() + SKEW) throw refused('iat')
  if (!text(claims.sub) || claims.sub.length > 255) throw refused('sub')
  if ('events' in claims) throw refused('events')
  if ('at_hash' in claims) {
    const half = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
    if (claims.at_hash !== half) throw refused('at_hash')
  }
  if (!before) {
    if (!text(claims.idpe) || !text(claims.assign_auth)) throw refused('idpe')
    return
  }
  for (const name of ['sub', 'idpe', 'assign_auth', 'nonce', 'auth_time'])
    if (name in claims && claims[name] !== before[name]) throw refused('another ' + name)
}

async function tokens(as, request, process) {
  const answer = await request()
  if (answer.status === 429 || answer.status >= 500) throw new Problem('Your health space is busy. Try again later.', 'Votre espace de santé est occupé. Réessayez plus tard.', 503)
  const body = await parse(answer, 'application/json')
  if (answer.ok && 'error' in body) throw unreadable()
  const header = typeof body.id_token === 'string' ? readHeader(body.id_token) : undefined
  if (header?.typ && header.typ.toLowerCase() !== 'jwt') throw refused('typ')
  let result
  try {
    result = await process(answer)
    if (body.id_token !== undefined) await oauth.validateApplicationLevelSignature(as, answer, options)
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError || error instanceof Problem) throw error
    throw refused(error.code ?? error.message)
  }
  return result
}

function readHeader(token) {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0], 'base64url'))
    return typeof header?.typ === 'string' || header?.typ === undefined ? header : { typ: '?' }
  } catch {
    return { typ: '?' }
  }
}

function keep(person, result) {
  person.accessToken = result.access_token
  if (typeof result.refresh_token === 'string') person.refreshToken = result.refresh_token
  if (typeof result.scope === 'string') person.scope = result.scope.split(' ')
  if (typeof result.id_token === 'string') person.idToken = result.id_token
  // renewed a little before its end, by a tenth of its life
  person.expires = result.expires_in > 0 ? now() + 0.9 * Math.min(result.expires_in, 86400) : undefined
}

function end(person) {
  for (const [sid, session] of sessions) if (session.person === person) sessions.delete(sid)
  for (const name of ['accessToken', 'refreshToken', 'idToken']) delete person[name]
}

// One refresh at a time for a person; who comes meanwhile waits for the same one.
function refresh(person) {
  person.refreshing ??= refreshNow(person).finally(() => delete person.refreshing)
  return person.refreshing
}

async function refreshNow(person) {
  if (!person.refreshToken) {
    end(person)
    throw ended()
  }
  const as = await discover()
  let result
  try {
    result = await tokens(as,
      () => oauth.refreshTokenGrantRequest(as, client, clientAuth, person.refreshToken, options),
      (answer) => oauth.processRefreshTokenResponse(as, client, answer))
    const claims = oauth.getValidatedIdTokenClaims(result)
    if (claims) checkIdToken(claims, result.access_token, person.claims)
    if (result.patient !== undefined && result.patient !== person.claims.idpe) throw refused('another patient')
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error !== 'invalid_grant')
      throw new Problem('This diary may not exchange with your health space at the moment. Its publisher must act.', 'Ce carnet ne peut pas échanger avec votre espace de santé pour le moment. Son éditeur doit agir.', 503, error.error)
    if (error instanceof oauth.ResponseBodyError || error.status === 400) {
      end(person)
      throw ended()
    }
    throw error
  }
  keep(person, result)
}

// Gives the tokens back; tries once more, later, when the space does not take them.
async function revoke(person) {
  const held = [person.refreshToken, person.accessToken].filter(Boolean)
  const giveBack = async () => {
    const as = await discover()
    for (const token of as.revocation_endpoint ? held : [])
      await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, clientAuth, token, options))
  }
  try {
    await giveBack()
  } catch {
    setTimeout(() => giveBack().catch(() => console.warn('tokens could not be revoked')), 30_000).unref()
  }
}

// Measures

async function fhir(person, method, url, body) {
  let answer, used
  for (const again of [false, true]) {
    if (!person.accessToken) throw ended()
    if ((again && person.accessToken === used) || (person.expires && now() > person.expires)) await refresh(person)
    if (!person.scope.includes(body ? 'measures.write' : 'measures.read'))
      throw new Problem('You did not allow this diary to do that in your health space.', "Vous n'avez pas permis à ce carnet de faire cela dans votre espace de santé.", 403)
    used = person.accessToken
    const headers = { authorization: 'Bearer ' + used, [ID_TOKEN_HEADER]: person.idToken, accept: 'application/fhir+json' }
    if (body) headers['content-type'] = 'application/fhir+json'
    answer = await bounded(url, { method, headers, body: body && JSON.stringify(body) })
    if (answer.status !== 401) break
  }
  if (answer.status === 200 || answer.status === 201) return answer
  const detail = words(await parse(answer, 'application/fhir+json', 'application/json').catch(() => ({}))).join(' ')
  const { status } = answer
  if (status === 401) {
    end(person)
    throw ended(detail)
  }
  if (status === 400 && /ID.?TOKEN/i.test(detail)) throw new Problem('Your health space asks you to sign in again.', 'Votre espace de santé demande que vous vous reconnectiez.', 401, detail)
  if (status === 403) throw new Problem('Your health space does not allow this exchange.', 'Votre espace de santé ne permet pas cet échange.', 403, detail)
  if (status === 409) {
    console.error('the space reports a conflict:', detail)
    throw new Problem('This diary may not exchange with your health space. Its publisher has been told.', 'Ce carnet ne peut pas échanger avec votre espace de santé. Son éditeur est prévenu.', 409, detail)
  }
  if ([429, 502, 503, 504].includes(status))
    throw new Problem('Your health space is busy or under maintenance. Try again later.', 'Votre espace de santé est occupé ou en maintenance. Réessayez plus tard.', 503, detail)
  throw new Problem('Your health space refused.', 'Votre espace de santé a refusé.', 502, detail)
}

const list = (value) => (Array.isArray(value) ? value.filter((one) => one && typeof one === 'object') : [])

function words(outcome) {
  if (outcome.resourceType !== 'OperationOutcome') return []
  return list(outcome.issue).map((one) => one.diagnostics ?? one.details?.text).filter((text) => typeof text === 'string').map((text) => text.slice(0, 300))
}

async function readMeasures(person) {
  const { assign_auth: authority, idpe } = person.claims
  const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
  const query = new URLSearchParams([['subject.identifier', `${authority}|${idpe}`], ['code', WEIGHT], ['date', 'ge' + day(-3650)], ['date', 'le' + day(1)], ['_count', '100']])
  let url = `${FHIR}/Observation?${query}`
  const visited = new Set()
  const ids = new Set()
  const rows = []
  const warnings = []
  while (url) {
    if (new URL(url).origin !== new URL(FHIR).origin || !new URL(url).pathname.startsWith(new URL(FHIR).pathname) || visited.has(url) || visited.size >= MAX_PAGES)
      throw new Problem('Your health space gave a list that cannot be read to its end.', 'La liste donnée par votre espace de santé ne peut pas être lue en entier.')
    visited.add(url)
    const bundle = await parse(await fhir(person, 'GET', url), 'application/fhir+json', 'application/json')
    if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset') throw unreadable(words(bundle).join(' '))
    for (const { resource } of list(bundle.entry)) {
      if (!resource || typeof resource !== 'object') rows.push(undefined)
      else if (resource.resourceType === 'OperationOutcome') {
        if (!list(resource.issue).every((one) => ['warning', 'information'].includes(one.severity))) throw unreadable(words(resource).join(' '))
        warnings.push(...words(resource))
      } else if (resource.resourceType === 'Observation') {
        if (resource.id !== undefined && ids.has(resource.id)) continue
        ids.add(resource.id)
        if (belongs(resource, person.claims)) rows.push(row(resource))
      }
    }
    const next = list(bundle.link).find((one) => one.relation === 'next')?.url
    url = typeof next === 'string' && URL.canParse(next, url) ? new URL(next, url).href : undefined
  }
  return { rows, warnings }
}

// Of this person, a weight, and meant to be valid.
function belongs(resource, claims) {
  return resource.subject?.identifier?.value === claims.idpe &&
    list(resource.code?.coding).some((one) => one.system === LOINC && one.code === WEIGHT) &&
    !['entered-in-error', 'cancelled'].includes(resource.status)
}

// What a measure says, or undefined when it cannot be told safely.
function row(resource) {
  if ('implicitRules' in resource || 'modifierExtension' in resource || !['final', 'amended', 'corrected', 'preliminary'].includes(resource.status)) return
  const when = day(resource.effectiveDateTime)
  const note = list(resource.note).map((one) => String(one.text ?? '')).join(' ').slice(0, 500)
  const quantity = resource.valueQuantity
  if (quantity === undefined) return [when, 'no value / pas de valeur', note]
  const unit = quantity?.system === UCUM && quantity.code ? quantity.code : quantity?.unit
  const known = [undefined, '<', '<=', '>', '>='].includes(quantity?.comparator)
  if (typeof quantity?.value !== 'number' || typeof unit !== 'string' || !known || !(quantity.value > 0 && quantity.value < 10_000)) return
  return [when, `${quantity.comparator ? quantity.comparator + ' ' : ''}${quantity.value} ${unit}`, note]
}

const paris = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' })
function day(text) {
  if (typeof text !== 'string') return '?'
  if (!text.includes('T')) return text.slice(0, 10)
  return Number.isNaN(Date.parse(text)) ? '?' : paris.format(new Date(text))
}

const written = new Set() // the keys of forms whose measure the space has: the same one may be sent twice

async function writeMeasure(person, id, value) {
  const { assign_auth: system, idpe } = person.claims
  const resource = {
    resourceType: 'Observation', meta: { profile: [PROFILE], source: 'urn:oid:' + env.SOLUTION_OID },
    identifier: [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:' + id }], status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
    code: { coding: [{ system: LOINC, code: WEIGHT, display: 'Body weight' }] },
    subject: { identifier: { system, value: idpe } },
    effectiveDateTime: new Date().toISOString(),
    valueQuantity: { value, unit: 'kg', system: UCUM, code: 'kg' },
  }
  const entry = [{ fullUrl: 'urn:uuid:' + id, resource, request: { method: 'POST', url: 'Observation' } }]
  await fhir(person, 'POST', FHIR, { resourceType: 'Bundle', type: 'transaction', entry })
}

// Pages

const escape = (text) => String(text).replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)

function page(context, title, body, status = 200) {
  const { t } = context
  const html = `<!doctype html><html lang="${t('en', 'fr')}"><head><meta charset="utf-8"><title>${escape(title)} - ${t('Diary', 'Carnet')}</title></head>` +
    `<body><main><h1>${escape(title)}</h1>${body}<p><a href="/">${t('Home', 'Accueil')}</a></p></main></body></html>`
  context.send(status, html, { 'content-type': 'text/html; charset=utf-8' })
}

function form({ session, t }, id, action, button, extra = '') {
  return `<form id="${id}" method="post" action="${action}"><input type="hidden" name="csrf" value="${session?.csrf ?? ''}">${extra}<button>${button}</button></form>`
}

function problemPage(context, problem, extra = '') {
  const { t } = context
  const detail = problem.detail ? `<p>${escape(problem.detail)}</p>` : ''
  page(context, t('That did not work', 'Cela n’a pas marché'), `<p>${escape(t(problem.en, problem.fr))}</p>${detail}${extra}<p><a href="/login">${t('Connect to the health space', 'Se connecter à l’espace de santé')}</a></p>`, problem.status)
}

function measureForm(context, id = randomUUID(), value = '') {
  return form(context, 'measure', '/measures', context.t('Send', 'Envoyer'), `<input type="hidden" name="key" value="${id}"><label>${context.t('Weight in kg', 'Poids en kg')} <input name="value" inputmode="decimal" value="${escape(value)}"></label>`)
}

function beginSession(content) {
  const sid = random()
  sessions.set(sid, { csrf: random(), ...content })
  return { 'set-cookie': `sid=${sid}; Path=/; Secure; HttpOnly; SameSite=Lax` }
}

function personHere({ session }) {
  if (!session?.person) throw new Problem('You are not signed in.', "Vous n'êtes pas connecté.", 401)
  return session.person
}

const routes = {
  'GET /healthz': ({ send }) => send(200, 'ok', { 'content-type': 'text/plain' }),

  'GET /': (context) => page(context, context.t('Weight diary', 'Carnet de poids'), `<p><a href="/login">${context.t('Connect', 'Se connecter')}</a> <a href="/measures">${context.t('Measures', 'Mesures')}</a> <a href="/me">${context.t('Account', 'Compte')}</a></p>`),

  'GET /login': async ({ session, send }) => {
    const as = await discover()
    const started = { as, state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier: oauth.generateRandomCodeVerifier(), until: now() + 900 }
    const url = new URL(as.authorization_endpoint)
    const query = { response_type: 'code', client_id: CLIENT_ID, redirect_uri: REDIRECT_URI, scope: SCOPE, state: started.state, nonce: started.nonce, code_challenge: await oauth.calculatePKCECodeChallenge(started.verifier), code_challenge_method: 'S256' }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    const cookie = session ? {} : beginSession({ started })
    if (session) session.started = started
    send(303, '', { location: url.href, ...cookie })
  },

  'GET /callback': async ({ session, sid, url, send }) => {
    const bad = new Problem('This sign-in was not begun here or is over. Please begin again.', "Cette connexion n'a pas commencé ici ou est terminée. Recommencez.", 400)
    const started = session?.started
    if (session) delete session.started
    if (!started || now() > started.until) throw bad
    const { as } = started
    let parameters
    try {
      parameters = oauth.validateAuthResponse(as, client, url.searchParams, started.state)
    } catch (error) {
      if (error instanceof oauth.AuthorizationResponseError) {
        if (error.error === 'access_denied') throw new Problem('You did not allow the connection; nothing was exchanged.', "Vous n'avez pas permis la connexion ; rien n'a été échangé.", 403)
        throw new Problem('Your health space could not sign you in. You may try again.', "Votre espace de santé n'a pas pu vous connecter. Vous pouvez réessayer.", 400)
      }
      throw bad
    }
    if (!parameters.get('code')) throw bad
    let result
    try {
      result = await tokens(as,
        () => oauth.authorizationCodeGrantRequest(as, client, clientAuth, parameters, REDIRECT_URI, started.verifier, options),
        (answer) => oauth.processAuthorizationCodeResponse(as, client, answer, { expectedNonce: started.nonce, requireIdToken: true }))
    } catch (error) {
      if (!(error instanceof oauth.ResponseBodyError)) throw error
      console.error('token endpoint:', error.error)
      throw new Problem('Your health space refused the sign-in. Please begin again.', 'Votre espace de santé a refusé la connexion. Recommencez.', 400)
    }
    const claims = oauth.getValidatedIdTokenClaims(result)
    checkIdToken(claims, result.access_token)
    if (result.patient !== undefined && result.patient !== claims.idpe) throw refused('another patient')
    const person = { claims, name: claims.name, scope: SCOPE.split(' ') }
    keep(person, result)
    if (as.userinfo_endpoint) {
      const answer = await oauth.userInfoRequest(as, client, result.access_token, options)
      const about = await oauth.processUserInfoResponse(as, client, claims.sub, answer).catch(() => {
        throw refused('userinfo')
      })
      person.name = about.name ?? person.name
    }
    sessions.delete(sid)
    send(303, '', { location: '/me', ...beginSession({ person }) })
  },

  'GET /me': (context) => {
    const { t } = context
    const person = personHere(context)
    page(context, t('Your account', 'Votre compte'), `<p id="who">${escape(person.name)}</p><p><a href="/measures">${t('Measures', 'Mesures')}</a></p>` + form(context, 'logout', '/logout', t('Sign out', 'Se déconnecter')) + form(context, 'unpair', '/unpair', t('Unpair', 'Rompre le lien')))
  },

  'GET /measures': async (context) => {
    const { t } = context
    const person = personHere(context)
    let found
    try {
      found = await readMeasures(person)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return problemPage(context, error, measureForm(context))
    }
    const lines = found.rows.map((one) => `<li>${one ? escape(one.filter(Boolean).join(' · ')) : t('A measure that this diary cannot show', 'Une mesure que ce carnet ne peut pas montrer')}</li>`).join('')
    const told = found.warnings.map((one) => `<p>${escape(one)}</p>`).join('')
    page(context, t('Your weight', 'Votre poids'), told + (lines ? `<ul>${lines}</ul>` : `<p>${t('No measure yet.', 'Pas encore de mesure.')}</p>`) + measureForm(context))
  },

  'POST /measures': async (context) => {
    const { t, body } = context
    const person = personHere(context)
    const typed = body.get('value') ?? ''
    const id = body.get('key') ?? ''
    const value = Math.round(Number(typed.replace(',', '.')) * 10) / 10
    if (!(value > 0 && value < 700) || !/^[0-9a-f-]{36}$/.test(id))
      return problemPage(context, new Problem('Give a weight in kilograms, such as 72.5.', 'Donnez un poids en kilogrammes, par exemple 72,5.', 400), measureForm(context, undefined, typed))
    try {
      if (!written.has(id)) await writeMeasure(person, id, value)
      written.add(id)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      return problemPage(context, error, `<p>${t('The measure was not recorded for sure.', 'Il n’est pas sûr que la mesure soit enregistrée.')}</p>` + measureForm(context, id, typed))
    }
    page(context, t('Measure sent', 'Mesure envoyée'), `<p>${value} kg</p><p><a href="/measures">${t('Measures', 'Mesures')}</a></p>`)
  },

  'POST /logout': async (context) => {
    const { t, sid } = context
    const person = personHere(context)
    const hint = person.idToken
    const state = random()
    sessions.delete(sid)
    await revoke(person)
    end(person)
    const address = await discover().then((as) => as.end_session_endpoint, () => undefined)
    const fields = { id_token_hint: hint, post_logout_redirect_uri: AFTER_LOGOUT, client_id: CLIENT_ID, state }
    const hidden = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`).join('')
    const too = address ? `<form id="end-session" method="post" action="${escape(address)}">${hidden}<button>${t('Sign out of the health space too', 'Se déconnecter aussi de l’espace de santé')}</button></form>` : ''
    context.headers = beginSession({ logoutState: state })
    page(context, t('Signed out', 'Déconnecté'), `<p>${t('You are signed out of the diary.', 'Vous êtes déconnecté du carnet.')}</p>${too}`)
  },

  'GET /logged-out': (context) => {
    const { session, url, t } = context
    const wanted = session?.logoutState
    if (session) delete session.logoutState
    if (!same(url.searchParams.get('state'), wanted)) throw new Problem('This return from the health space was not expected; nothing was done.', "Ce retour de l'espace de santé n'était pas attendu ; rien n'a été fait.", 400)
    page(context, t('Signed out', 'Déconnecté'), `<p>${t('You are signed out everywhere.', 'Vous êtes déconnecté partout.')}</p>`)
  },

  'POST /unpair': async (context) => {
    const { t } = context
    const person = personHere(context)
    await revoke(person)
    end(person)
    page(context, t('Unpaired', 'Lien rompu'), `<p>${t('This diary no longer exchanges with your health space and keeps nothing of it.', 'Ce carnet n’échange plus avec votre espace de santé et n’en garde rien.')}</p><p><a href="/login">${t('Connect again', 'Se relier')}</a></p>`)
  },

  'POST /backchannel-logout': async ({ body, send }) => {
    try {
      endByLogoutToken(await logoutClaims(body.get('logout_token') ?? ''))
    } catch {
      return send(400, '{"error":"invalid_request"}', { 'content-type': 'application/json' })
    }
    send(200, '')
  },
}

async function logoutClaims(token) {
  const [head, payload, signature, ...more] = token.split('.')
  const header = JSON.parse(Buffer.from(head, 'base64url'))
  if (more.length || header.alg !== ALG || 'crit' in header || !['jwt', 'logout+jwt'].includes((header.typ ?? 'jwt').toLowerCase())) throw refused('logout header')
  const { keys } = await parse(await bounded((await discover()).jwks_uri), 'application/json', 'application/jwk-set+json')
  const found = list(keys).filter((one) => one.kty === 'EC' && one.crv === 'P-256' && (one.use ?? 'sig') === 'sig' && one.kid === header.kid)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  for (const { kty, crv, x, y } of found) {
    const publicKey = await webcrypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
    if (await webcrypto.subtle.verify(algorithm, publicKey, Buffer.from(signature, 'base64url'), Buffer.from(`${head}.${payload}`))) return JSON.parse(Buffer.from(payload, 'base64url'))
  }
  throw refused('logout signature')
}

function endByLogoutToken(claims) {
  const who = ['sub', 'sid'].filter((name) => typeof claims.sub === 'string' || name !== 'sub').filter((name) => typeof claims[name] === 'string' && claims[name])
  const event = claims.events?.[BACKCHANNEL_EVENT]
  const good = claims.iss === ISSUER && [].concat(claims.aud).length === 1 && [].concat(claims.aud)[0] === CLIENT_ID && !('nonce' in claims) &&
    Number.isFinite(claims.iat) && claims.iat < now() + SKEW && claims.iat > now() - MAX_AGE && Number.isFinite(claims.exp) && claims.exp > now() - SKEW &&
    event && typeof event === 'object' && typeof claims.jti === 'string' && who.length
  for (const [jti, until] of seenJti) if (until < now()) seenJti.delete(jti)
  if (!good || seenJti.has(claims.jti)) throw refused('logout token')
  seenJti.set(claims.jti, now() + 2 * MAX_AGE)
  for (const { person } of [...sessions.values()]) if (person && who.every((name) => person.claims[name] === claims[name])) end(person)
}

const origin = new URL(ISSUER).origin
const protection = {
  'content-security-policy': `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${origin}`,
  'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()', 'strict-transport-security': 'max-age=63072000; includeSubDomains',
}

async function handle(request, response) {
  const french = /^\s*fr\b/i.test(request.headers['accept-language'] ?? '')
  const sid = /(?:^|;\s*)sid=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1]
  const context = {
    t: (en, fr) => (french ? fr : en), sid, session: sessions.get(sid), headers: {},
    send(status, body, headers = {}) {
      response.writeHead(status, { ...protection, ...context.headers, ...headers }).end(body)
    },
  }
  try {
    context.url = new URL(request.url, 'http://localhost')
    const name = `${request.method} ${context.url.pathname}`
    if (!Object.hasOwn(routes, name)) throw new Problem('This page does not exist or cannot be used so.', "Cette page n'existe pas ou ne s'emploie pas ainsi.", 404)
    if (request.method === 'POST') {
      let text = ''
      for await (const part of request) if ((text += part).length > 100_000) throw new Problem('That is too long.', "C'est trop long.", 413)
      context.body = new URLSearchParams(text)
      if (context.url.pathname !== '/backchannel-logout' && !same(context.body.get('csrf'), context.session?.csrf))
        throw new Problem('This form is no longer valid. Open the page again.', "Ce formulaire n'est plus valable. Rouvrez la page.", 403)
    }
    await routes[name](context)
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error)
    problemPage(context, error instanceof Problem ? error : new Problem('Something went wrong on our side. Try again later.', "Une erreur s'est produite de notre côté. Réessayez plus tard.", 500))
  }
}

createServer(handle).listen(Number(env.PORT), '127.0.0.1')
