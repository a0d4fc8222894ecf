// What the diaries in Node share, so that what fails in them is the client's: a careful reading, plain pages.

const DAY = 86_400_000
const WEIGHT = '29463-7'
const LOINC = 'http://loinc.org'
const LIMITS = { '<': 'moins de ', '<=': 'au plus ', '>': 'plus de ', '>=': 'au moins ' }
const BASE = `${process.env.MES_FHIR_BASE}/fhir/`
const LARGEST = 4_000_000 // bytes of an answer
const MOST_SHOWN = 200 // measures on a page
const PATIENCE = 3000 // milliseconds for a whole answer

export const ID_TOKEN_HEADER = process.env.MES_ID_TOKEN_HEADER
export const AGAIN = '<a href="/login">Se connecter à Mon espace santé</a>'

/** Something to tell the person, in their words. */
export class Told extends Error {}

export function escape (text) {
  return String(text).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}

export function page (body) {
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Carnet</title></head><body><main>${body}</main></body></html>`
}

export function greeting (name) {
  return page(`<p>Bonjour ${escape(name)}</p><form id="logout" method="post" action="/logout"><button>Se déconnecter</button></form>`)
}

/** Health pages are neither stored nor framed; forms of other sites are refused (Fetch Metadata). */
export function protect (request, response, next) {
  response.set({
    'Cache-Control': 'no-store',
    'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
    'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff'
  })
  const foreign = !['same-origin', 'none'].includes(request.get('sec-fetch-site') ?? 'none')
  if (request.method === 'POST' && foreign) return response.status(403).send(page('<p>Cette demande vient d’un autre site.</p>'))
  next()
}

/** Whatever the client throws is told in words, by an error handler as the guide of Express has it. */
export function tell (error, request, response, next) {
  if (response.headersSent) return next(error)
  const told = error instanceof Told ? error.message : 'La connexion à Mon espace santé n’a pas pu être vérifiée. Recommencez plus tard.'
  response.status(error instanceof Told ? 400 : 502).send(page(`<p>${told}</p>${AGAIN}`))
}

/** Who is signed in: the name and the identifiers that the client told, and what was stopped since. */
export function personOf (claims, idToken) {
  if (!claims.idpe || !claims.assign_auth) throw new Told('Mon espace santé n’a pas dit de quel dossier il s’agit.')
  return { name: claims.name, idpe: claims.idpe, assignAuth: claims.assign_auth, idToken }
}

/** A call with an access token, for clients that leave it to the app: no redirects, bounds of time and size. */
export function carefully (accessToken) {
  return async (url, headers) => {
    const answer = await fetch(url, {
      headers: { ...headers, authorization: `Bearer ${accessToken}`, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE)
    })
    const parts = []
    let size = 0
    for await (const part of answer.body ?? []) {
      parts.push(part)
      if ((size += part.length) > LARGEST) throw new Told('La réponse de Mon espace santé est trop longue.')
    }
    return new Response(parts.length ? Buffer.concat(parts) : null, { status: answer.status, headers: answer.headers })
  }
}

/** The person's body weights of a year, and what was set aside, as a page; `get` is the client's call. */
export async function measures (person, get) {
  const { own, setAside, whole } = await read(person, get)
  const told = [
    setAside && 'Des données qui ne sont pas les vôtres, ou que le carnet ne sait pas lire, ont été laissées de côté.',
    !whole && 'Il y a plus de mesures que le carnet ne peut en lire.',
    own.length > MOST_SHOWN && `Les ${MOST_SHOWN} dernières mesures :`,
    !own.length && 'Aucune mesure pour le moment.'
  ]
  const latest = own.toSorted((a, b) => String(b.effectiveDateTime).localeCompare(String(a.effectiveDateTime))).slice(0, MOST_SHOWN)
  return page(told.filter(Boolean).map(words => `<p>${words}</p>`).join('') +
    `<ul>${latest.map(one => `<li>${escape(`${day(one)} : ${value(one)}`)}</li>`).join('')}</ul>`)
}

async function read (person, get) {
  const asked = new Set()
  const found = []
  let url = `${BASE}Observation?${new URLSearchParams([
    ['code', WEIGHT],
    ['subject.identifier', `${person.assignAuth}|${person.idpe}`],
    ['date', `ge${new Date(Date.now() - 365 * DAY).toISOString().slice(0, 10)}`],
    ['date', `le${new Date(Date.now() + DAY).toISOString().slice(0, 10)}`]
  ])}`
  while (typeof url === 'string' && url.startsWith(BASE) && !asked.has(url) && asked.size < 20) {
    asked.add(url)
    const bundle = await call(person, get, url)
    if (bundle?.resourceType !== 'Bundle') throw new Told('Mon espace santé n’a pas pu lire vos mesures. Réessayez plus tard.')
    const entries = Array.isArray(bundle.entry) ? bundle.entry : []
    found.push(...entries.filter(entry => entry?.search?.mode !== 'outcome').map(entry => entry?.resource).filter(Boolean))
    url = (Array.isArray(bundle.link) ? bundle.link : []).find(link => link?.relation === 'next')?.url
  }
  const once = [...new Map(found.map((one, number) => [one.id ?? number, one])).values()]
  const own = once.filter(one => isOf(person, one) && isUnderstood(one))
  return { own, setAside: once.length - own.length, whole: url === undefined }
}

async function call (person, get, url) {
  if (person.stopped) throw new Told(person.stopped)
  let answer, text
  try {
    answer = await get(url, { [ID_TOKEN_HEADER]: person.idToken, accept: 'application/fhir+json' })
    text = await answer.text()
  } catch (error) {
    if (!(error.response instanceof Response)) { // else a client that throws the refusals that it reads
      throw error instanceof Told ? error : new Told('Mon espace santé ne répond pas comme il faut. Réessayez plus tard.', { cause: error })
    }
    answer = error.response
    text = await answer.text()
  }
  if (answer.ok) {
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new Told('La réponse de Mon espace santé est illisible.', { cause: error })
    }
  }
  throw new Told(refused(person, answer.status, text))
}

/** What a refusal stops: the pairing, or only this call. */
function refused (person, status, text) {
  if (status === 403 && text.includes('suppressed')) return 'Votre espace de santé est suspendu. L’échange reprendra quand il sera rouvert.'
  if (status === 409 || text.includes('idPe') || text.includes('ID_TOKEN')) {
    return (person.stopped = 'Mon espace santé ne reconnaît plus cette connexion. Reconnectez-vous.')
  }
  if (status === 401) return (person.stopped = 'Votre connexion à Mon espace santé a pris fin. Reconnectez-vous.')
  if (status === 403) return (person.stopped = 'Vous n’autorisez pas (ou plus) le carnet à lire vos mesures. Reconnectez-vous pour changer d’avis.')
  return 'Mon espace santé n’a pas accepté la demande. Réessayez plus tard.'
}

function isOf (person, one) {
  const { system, value } = one.subject?.identifier ?? {}
  return system === person.assignAuth && value === person.idpe
}

function isUnderstood (one) {
  const codings = Array.isArray(one.code?.coding) ? one.code.coding : []
  return one.resourceType === 'Observation' && ['final', 'amended', 'corrected'].includes(one.status) &&
    !('modifierExtension' in one) && !('implicitRules' in one) &&
    codings.some(coding => coding?.system === LOINC && coding?.code === WEIGHT)
}

/** The day that it was in Paris; of a partial date, what is known of it. */
function day (one) {
  const written = String(one.effectiveDateTime ?? 'date inconnue')
  if (!written.includes('T')) return written.split('-').reverse().join('/')
  const then = new Date(written)
  return Number.isNaN(then.getTime()) ? 'date inconnue' : then.toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' })
}

/** A value with its unit and with what limits it. */
function value ({ valueQuantity: quantity }) {
  if (typeof quantity?.value !== 'number') return 'valeur non communiquée'
  return `${LIMITS[quantity.comparator] ?? ''}${quantity.value} ${quantity.unit ?? quantity.code ?? '(unité inconnue)'}`
}
