// Carnet, a small diary of weight and blood pressure that exchanges with Mon espace santé (express and openid-client).
//
// openid-client checks state, iss, PKCE and the ID token; express serves the pages. Sessions live in memory.
// Read from top to bottom: settings, pairing, tokens, measures, pages.

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import tls from 'node:tls'

import express from 'express'
import * as oidc from 'openid-client'

const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, FHIR_BASE, PUBLIC_URL } = process.env
const ID_TOKEN_HEADER = process.env.MES_ID_TOKEN_HEADER ?? 'X-ID-Token'
const PATIENCE = 5 // seconds: how long any call to the space may take
const LARGEST = 2_000_000 // bytes of a whole answer of the space
const SCOPE = 'openid identity measures.read measures.write'
const PROFILES = 'https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/'
const WEIGHT = '29463-7'
const BLOOD_PRESSURE = '85354-9'
const DAY = 86_400_000
const OLDEST = 600 // seconds since an ID token was issued

// What TLS of Node.js leaves open: keys and digests that are too weak, and a common name in place of a host's own names.
tls.DEFAULT_CIPHERS += ':@SECLEVEL=2'
const { checkServerIdentity } = tls
tls.checkServerIdentity = (host, certificate) => checkServerIdentity(host, { ...certificate, subject: {} })

/** Something to tell the person, in their words. */
class Told extends Error {}

/** A refreshed ID token speaks of somebody else. */
class Stranger extends Error {}

/** fetch, but an answer of unlikely length is not read to its end. */
async function bounded (url, options) {
  const answer = await fetch(url, options)
  const parts = []
  let size = 0
  for await (const part of answer.body ?? []) {
    if ((size += part.length) > LARGEST) throw new Error('an answer of more bytes than any honest one has')
    parts.push(part)
  }
  return new Response(parts.length ? Buffer.concat(parts) : null, answer)
}

/** Discovery, made at the first need and again after a failure, so that a slow start of the space is no end. */
let discovered
async function space () {
  discovered ??= oidc.discovery(
    new URL(OIDC_ISSUER),
    OIDC_CLIENT_ID,
    { id_token_signed_response_alg: 'ES256' },
    oidc.ClientSecretBasic(OIDC_CLIENT_SECRET),
    {
      timeout: PATIENCE,
      execute: [oidc.enableNonRepudiationChecks], // verify signatures although the channel is TLS
      [oidc.customFetch]: bounded
    }
  )
  try {
    const config = await discovered
    const { issuer, authorization_endpoint: entrance } = config.serverMetadata()
    if (issuer !== OIDC_ISSUER) throw new Error('the description of another issuer, if only by a letter')
    if (!URL.canParse(entrance)) throw new Error('no address to send anybody to')
    return config
  } catch (error) {
    discovered = undefined
    throw new Told('Mon espace santé ne répond pas. Réessayez plus tard.', { cause: error })
  }
}

// --- pairing ---------------------------------------------------------------------------------------------------------

async function begin (session) {
  const config = await space()
  const verifier = oidc.randomPKCECodeVerifier()
  session.pending = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce() }
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: `${PUBLIC_URL}/callback`,
    scope: SCOPE,
    state: session.pending.state,
    nonce: session.pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256'
  })
}

async function complete (session, url) {
  const { pending } = session
  delete session.pending
  if (pending === undefined) throw new Told("Aucune connexion n'est en cours dans ce navigateur.")
  try {
    const tokens = await oidc.authorizationCodeGrant(await space(), url, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true
    })
    verify(tokens)
    if (tokens.error !== undefined) throw new Error('tokens beside an error') // RFC 6749, 5.2
    const { name, sub, idpe, assign_auth: assignAuth } = tokens.claims()
    if (!idpe || !assignAuth) throw new Error('the ID token does not say whose record it is')
    session.pairing = { name, sub, idpe, assignAuth }
    keep(session.pairing, tokens)
  } catch (error) {
    if (error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied') {
      throw new Told("Vous n'avez pas donné votre accord : le carnet continue sans Mon espace santé.", { cause: error })
    }
    throw new Told("La connexion à Mon espace santé n'a pas pu être vérifiée. Recommencez.", { cause: error })
  }
}

/** What openid-client leaves to us: whose token it is, how old, and that it came with this access token. */
function verify (tokens) {
  const { sub, azp, iat, at_hash: hash } = tokens.claims()
  const half = createHash('sha256').update(tokens.access_token).digest().subarray(0, 16).toString('base64url')
  if (sub === '' || (azp ?? OIDC_CLIENT_ID) !== OIDC_CLIENT_ID || iat < Date.now() / 1000 - OLDEST || (hash ?? half) !== half) {
    throw new Error('the ID token is not for this sign-in')
  }
}

// --- tokens and calls ------------------------------------------------------------------------------------------------

function keep (pairing, tokens) {
  pairing.scope = tokens.scope ?? pairing.scope ?? SCOPE
  pairing.accessToken = tokens.access_token
  pairing.refreshToken = tokens.refresh_token ?? pairing.refreshToken
  pairing.idToken = tokens.id_token ?? pairing.idToken
  pairing.expiresAt = Date.now() + (tokens.expires_in ?? 300) * 1000
}

function end (pairing, reason) {
  Object.assign(pairing, { accessToken: undefined, refreshToken: undefined, ended: reason })
  return new Told(reason)
}

/** One refresh at a time for a pairing: whoever comes second waits for the first. */
async function refresh (pairing) {
  pairing.refreshing ??= (async () => {
    if (pairing.refreshToken === undefined) throw end(pairing, "L'appariement a pris fin. Connectez de nouveau votre espace.")
    try {
      const tokens = await oidc.refreshTokenGrant(await space(), pairing.refreshToken)
      if (tokens.id_token && tokens.claims().sub !== pairing.sub) throw new Stranger() // OpenID Connect Core, 12.2
      keep(pairing, tokens)
    } catch (error) {
      if (error instanceof Stranger || error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED') throw end(pairing, "L'identité reçue n'est plus la vôtre. Connectez de nouveau votre espace.")
      if (error instanceof oidc.ResponseBodyError && [400, 401].includes(error.status)) {
        throw end(pairing, "L'appariement a pris fin. Connectez de nouveau votre espace.")
      }
      throw new Told('Mon espace santé ne répond pas. Réessayez plus tard.', { cause: error })
    }
  })()
  try {
    await pairing.refreshing
  } finally {
    pairing.refreshing = undefined
  }
}

async function send (pairing, method, url, body) {
  try {
    return await bounded(url, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        authorization: `Bearer ${pairing.accessToken}`,
        [ID_TOKEN_HEADER]: pairing.idToken,
        accept: 'application/fhir+json',
        'content-type': 'application/fhir+json'
      },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE * 1000)
    })
  } catch (error) {
    throw new Told('Mon espace santé ne répond pas. Réessayez plus tard.', { cause: error })
  }
}

async function call (pairing, method, url, body) {
  const way = method === 'POST' ? 'write' : 'read'
  if (pairing.ended ?? pairing.stopped?.[way]) throw new Told(pairing.ended ?? pairing.stopped[way])
  if (pairing.expiresAt <= Date.now()) await refresh(pairing)
  if (!pairing.scope.split(' ').includes(method === 'GET' ? 'measures.read' : 'measures.write')) {
    throw new Told("Vous n'avez pas donné cet accord : cette partie du carnet reste fermée.")
  }
  let answer = await send(pairing, method, url, body)
  if (answer.status === 401) {
    await refresh(pairing)
    answer = await send(pairing, method, url, body)
  }
  if (!answer.ok) throw refused(pairing, way, answer.status, await answer.text())
  try {
    return await answer.json()
  } catch (error) {
    throw new Told('La réponse de Mon espace santé est illisible.', { cause: error })
  }
}

/** What a refusal of API Mesures stops: a direction, the pairing, or only this call. */
function refused (pairing, way, status, words) {
  if (status === 403 && words.includes('suppressed')) {
    return new Told("Votre espace de santé est suspendu. L'échange reprendra quand il sera rouvert.")
  }
  if (status === 409 || words.includes('do not match') || words.includes('ID_TOKEN')) {
    return end(pairing, 'Mon espace santé ne reconnaît plus cet appariement. Connectez-le de nouveau.')
  }
  if (status === 403) {
    const what = way === 'read' ? 'lire' : 'envoyer'
    const reason = `Vous n'autorisez pas le carnet à ${what} vos mesures. Connectez-vous de nouveau pour changer d'avis.`
    pairing.stopped = { ...pairing.stopped, [way]: reason }
    return new Told(reason)
  }
  return new Told("Mon espace santé n'a pas accepté la demande. Rien n'a été enregistré.")
}

// --- measures --------------------------------------------------------------------------------------------------------

function isOf (pairing, observation) {
  const { system, value } = observation.subject?.identifier ?? {}
  return system === pairing.assignAuth && value === pairing.idpe
}

/** A year of measures of one kind, every page, the person's own only; and how many were set aside. */
async function read (pairing, code) {
  const query = new URLSearchParams([
    ['code', code],
    ['subject.identifier', `${pairing.assignAuth}|${pairing.idpe}`],
    ['date', `ge${new Date(Date.now() - 365 * DAY).toISOString().slice(0, 10)}`],
    ['date', `le${new Date(Date.now() + DAY).toISOString().slice(0, 10)}`]
  ])
  let url = `${FHIR_BASE}/fhir/Observation?${query}`
  const found = []
  for (let page = 0; url?.startsWith(`${FHIR_BASE}/`) && page < 20; page++) { // a bound against endless paging
    const bundle = await call(pairing, 'GET', url)
    if (bundle.resourceType !== 'Bundle') { // an OperationOutcome is no empty record
      throw new Told("Mon espace santé n'a pas pu lire vos mesures. Réessayez plus tard.")
    }
    found.push(...(bundle.entry ?? []).map(entry => entry.resource).filter(one => one?.resourceType === 'Observation'))
    url = bundle.link?.find(link => link.relation === 'next')?.url
  }
  const once = [...new Map(found.map(one => [one.id, one])).values()]
  const own = once.filter(one => isOf(pairing, one) && isUnderstood(one, code))
  return { own, setAside: once.length - own.length }
}

/** Whether a measure is valid, of the kind that was asked for, and nothing unknown may change what it means. */
function isUnderstood (one, code) {
  return ['final', 'amended', 'corrected'].includes(one.status) && !('modifierExtension' in one) && !('implicitRules' in one) &&
    (one.code?.coding ?? []).some(coding => coding.system === 'http://loinc.org' && coding.code === code)
}

/** The day that it was in Paris; of a partial date, what is known of it. */
function day (one) {
  const written = one.effectiveDateTime ?? 'date inconnue'
  return written.includes('T') ? new Date(written).toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' }) : written
}

/** A value with its unit and with what limits it. */
function said ({ valueQuantity }) {
  if (valueQuantity?.value === undefined) return 'valeur non communiquée'
  return `${valueQuantity.comparator ?? ''} ${valueQuantity.value} ${valueQuantity.unit ?? '(unité inconnue)'}`.trim()
}

function quantity (text, unit) {
  const value = Number(String(text ?? '').replace(',', '.'))
  if (!Number.isFinite(value) || value <= 0) throw new Told('Donnez un nombre, par exemple 72,5.')
  return { value, unit, system: 'http://unitsofmeasure.org', code: unit }
}

function loinc (code) {
  return { coding: [{ system: 'http://loinc.org', code }] }
}

function observation (pairing, form) {
  const pressure = form.type === 'bp'
  return {
    resourceType: 'Observation',
    meta: { profile: [PROFILES + (pressure ? 'mes-observation-bp' : 'mes-observation-bodyweight')] },
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
    code: loinc(pressure ? BLOOD_PRESSURE : WEIGHT),
    subject: { identifier: { system: pairing.assignAuth, value: pairing.idpe } },
    effectiveDateTime: new Date().toISOString(),
    ...(pressure
      ? {
          component: [
            { code: loinc('8480-6'), valueQuantity: quantity(form.systolic, 'mm[Hg]') },
            { code: loinc('8462-4'), valueQuantity: quantity(form.diastolic, 'mm[Hg]') }
          ]
        }
      : { valueQuantity: quantity(form.value, 'kg') })
  }
}

async function write (pairing, form) {
  const entry = {
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: observation(pairing, form),
    request: { method: 'POST', url: 'Observation' }
  }
  await call(pairing, 'POST', FHIR_BASE, { resourceType: 'Bundle', type: 'transaction', entry: [entry] })
}

// --- pages -----------------------------------------------------------------------------------------------------------

const app = express()
app.disable('x-powered-by')
app.use(express.urlencoded({ extended: false, limit: '64kb' }))

const sessions = new Map()

function cookie (response, id) {
  response.cookie('carnet', id, { httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
}

app.use((request, response, next) => {
  response.set({
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'self'; frame-ancestors 'none'",
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff'
  })
  // Forms of other sites are refused by where they come from (Fetch Metadata, else Origin).
  const site = request.get('sec-fetch-site')
  const foreign = site ? !['same-origin', 'none'].includes(site) : request.get('origin') && request.get('origin') !== PUBLIC_URL
  if (request.method === 'POST' && foreign) return response.status(403).send(page('Refusé', '<p>Demande venue d’un autre site.</p>'))
  const id = /(?:^|;\s*)carnet=([\w-]+)/.exec(request.get('cookie') ?? '')?.[1]
  request.session = sessions.get(id)
  request.sessionId = id
  next()
})

/** Make a session, or give the one at hand a new name: identifiers change when somebody signs in. */
function renew (request, response) {
  sessions.delete(request.sessionId)
  request.sessionId = randomBytes(24).toString('base64url')
  request.session ??= {}
  sessions.set(request.sessionId, request.session)
  cookie(response, request.sessionId)
}

function escape (text) {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

function page (title, content) {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)} – Carnet</title></head><body><header><a href="/">Carnet</a></header>
<main><h1>${escape(title)}</h1>${content}</main></body></html>`
}

function paired (request) {
  if (!request.session?.pairing) throw new Told("Connectez d'abord Mon espace santé.")
  return request.session.pairing
}

app.get('/healthz', (request, response) => response.send('ok'))

app.get('/', (request, response) => response.send(page('Carnet de santé', `
<form method="post" action="/login"><button>Connecter Mon espace santé</button></form>
<p><a href="/measures">Mes mesures</a></p>`)))

app.post('/login', async (request, response) => {
  request.session = {}
  renew(request, response)
  response.redirect(303, (await begin(request.session)).href)
})

app.get('/callback', async (request, response) => {
  const session = request.session ?? {}
  await complete(session, new URL(request.originalUrl, PUBLIC_URL))
  request.session = session
  renew(request, response)
  response.redirect(303, '/me')
})

app.get('/me', (request, response) => {
  const pairing = request.session?.pairing
  if (!pairing) return response.status(401).send(page('Appariement', "<p>Aucun espace n'est connecté.</p>"))
  response.send(page('Appariement', `<p>Espace de santé de ${escape(pairing.name)}.</p>
<form method="post" action="/unpair"><button>Mettre fin à l'appariement</button></form>`))
})

/** What can be read, as a list; or why not: who may not read may still write, so the forms are on the page all the same. */
async function lists (pairing) {
  try {
    const weights = await read(pairing, WEIGHT)
    const pressures = await read(pairing, BLOOD_PRESSURE)
    const setAside = weights.setAside + pressures.setAside
    const list = (all, show) => `<ul>${all.map(one => `<li>${escape(day(one))} : ${escape(show(one))}</li>`).join('')}</ul>`
    const aside = "Mesures écartées, parce qu'elles ne sont pas les vôtres ou que le carnet ne sait pas les lire"
    return `${setAside ? `<p role="alert">${aside} : ${setAside}.</p>` : ''}
<h2>Poids</h2>${list(weights.own, said)}
<h2>Tension</h2>${list(pressures.own, one => one.component?.map(said).join(' / '))}`
  } catch (error) {
    if (!(error instanceof Told)) throw error
    return `<p role="alert">${escape(error.message)}</p>`
  }
}

/** What makes a form good for one measure: it is given with the page, and taken when it comes back. */
function once (session) {
  session.forms ??= new Set()
  const form = randomUUID()
  session.forms.add(form)
  return `<input type="hidden" name="once" value="${form}">`
}

/** The forms, with what was typed before. */
function forms (session, typed = {}) {
  const field = (name, more = '') => `<input name="${name}"${more} value="${escape(String(typed[name] ?? ''))}" required>`
  return `
<form id="weight" method="post">${once(session)}<input type="hidden" name="type" value="bodyweight">
<label>Poids (kg) ${field('value', ' inputmode="decimal"')}</label><button>Envoyer</button></form>
<form method="post">${once(session)}<input type="hidden" name="type" value="bp"><label>Systolique ${field('systolic')}</label>
<label>Diastolique ${field('diastolic')}</label><button>Envoyer</button></form>`
}

app.get('/measures', async (request, response) => {
  response.send(page('Mes mesures', await lists(paired(request)) + forms(request.session)))
})

app.post('/measures', async (request, response) => {
  const pairing = paired(request)
  const { once: form = '' } = request.body ?? {}
  if (!request.session.forms?.delete(form)) throw new Told('Cette mesure a déjà été envoyée.') // a second click
  try {
    await write(pairing, request.body)
  } catch (error) {
    if (!(error instanceof Told)) throw error
    request.session.forms.add(form) // it may not have been taken: the person decides
    const told = `<p role="alert">${escape(error.message)}</p>`
    return response.status(400).send(page('Un mot du carnet', told + forms(request.session, request.body)))
  }
  response.redirect(303, '/measures')
})

app.post('/unpair', async (request, response) => {
  const pairing = paired(request)
  delete request.session.pairing
  if (pairing.refreshToken) {
    await oidc.tokenRevocation(await space(), pairing.refreshToken).catch(error => console.error('revocation not sent:', error.code))
  }
  response.redirect(303, '/')
})

app.post('/logout', (request, response) => {
  sessions.delete(request.sessionId)
  response.redirect(303, '/')
})

app.use((error, request, response, next) => {
  if (!(error instanceof Told)) console.error(error.name)
  const told = error instanceof Told ? error.message : "Quelque chose n'a pas marché. Rien n'a été enregistré."
  response.status(error instanceof Told ? 400 : 500)
    .send(page('Un mot du carnet', `<p role="alert">${escape(told)}</p><p><a href="/">Retour à l'accueil</a></p>`))
})

app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1')
