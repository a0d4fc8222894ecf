// API Mesures 1.5.2, for the person of one pairing.

import { randomUUID } from 'node:crypto'

import { at, isWeight, list } from './observation.js'
import { scale } from './scale.js'
import { Refused } from './words.js'

const PROFILE = 'https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight'
const WEIGHT = '29463-7'
const DAY = 86_400_000 // milliseconds
const PAGES = 20 // after so many a search is called endless
const NEEDS = { read: 'measures.read', write: 'measures.write' }
const FHIR = 'application/fhir+json'

export const measures = app => ({
  /** A call in one direction, with a live token; once more on 401, with a new one. */
  async authorized (pairing, way, url, body = undefined) {
    app.checkOpen(pairing, way)
    if (app.hasDied(pairing)) await app.refresh(pairing)
    app.checkScope(pairing, way)
    let answer = await app.send(pairing, way, url, body)
    if (answer.status === 401) {
      await app.refresh(pairing)
      app.checkScope(pairing, way)
      answer = await app.send(pairing, way, url, body)
    }
    return app.accepted(pairing, way, answer)
  },

  checkOpen ({ ended, halted }, way) {
    if (ended ?? halted[way]) throw new Refused(ended ?? halted[way])
  },

  hasDied: pairing => pairing.dies <= app.now(),

  /** RFC 6749, 3.3: nothing is asked for that was not granted. */
  checkScope ({ scope }, way) {
    if (!scope.has(NEEDS[way])) throw new Refused('You did not agree to this: this part of the diary stays closed.')
  },

  send (pairing, way, url, body) {
    const headers = {
      authorization: `Bearer ${pairing.accessToken}`,
      [app.idTokenHeader]: pairing.idToken,
      accept: FHIR,
      ...(body && { 'content-type': FHIR })
    }
    return app.call(way === 'write' ? 'POST' : 'GET', url, headers, body)
  },

  /** What a refusal stops: a direction, the pairing, or this call only. */
  accepted (pairing, way, answer) {
    const { status } = answer
    if (status === 200 || status === 201) return answer
    const issues = app.issuesOf(answer)
    const words = issues.map(issue => String(issue.diagnostics ?? '')).join('; ')
    if (status === 403 && issues.some(issue => issue.code === 'suppressed')) throw app.suspended(pairing)
    if (status === 403 && !words.includes('idPe')) throw app.withdrawn(pairing, way)
    if (status === 403 || status === 409 || words.includes('ID_TOKEN')) {
      throw app.end(pairing, 'The health space does not know this pairing any more. Sign in again.')
    }
    throw new Refused(`The health space did not accept the request: nothing was recorded. ${words}`)
  },

  /** The issues of an OperationOutcome; none of anything else. */
  issuesOf (answer) {
    try {
      return list(app.read(answer), 'issue').filter(issue => typeof issue === 'object' && issue)
    } catch {
      return []
    }
  },

  /** A pause: the next visit asks again. */
  suspended: () => new Refused('Your health space is suspended. The exchange goes on once it is open again.'),

  /** That direction stops, until the person signs in again. */
  withdrawn (pairing, way) {
    const what = { read: 'read your weights', write: 'send your weights' }[way]
    pairing.halted[way] = `You do not allow this app to ${what}. Sign in again to change your mind.`
    return new Refused(pairing.halted[way])
  },

  // --- reading

  searchUrl ({ subject }) {
    const day = offset => new Date(Date.now() + offset * DAY).toISOString().slice(0, 10)
    const query = new URLSearchParams([
      ['subject.identifier', `${subject.system}|${subject.value}`],
      ['code', WEIGHT],
      ['date', `ge${day(-365)}`],
      ['date', `le${day(1)}`]
    ])
    return `${app.fhirBase}/fhir/Observation?${query}`
  },

  /** A year of weights, page after page. */
  async readAll (pairing) {
    const found = new Map()
    const asked = new Set()
    let url = app.searchUrl(pairing)
    while (url !== undefined && app.mayFollow(url, asked)) {
      asked.add(url)
      const bundle = app.checkBundle(app.read(await app.authorized(pairing, 'read', url)))
      for (const one of app.matches(bundle)) app.gather(found, one)
      url = app.nextPage(bundle)
    }
    return { ...app.sorted(pairing, [...found.values()]), whole: url === undefined }
  },

  /** A page of the API, not read yet, and not one too many. */
  mayFollow (url, asked) {
    return URL.canParse(url) && new URL(url).href.startsWith(`${app.fhirBase}/`) && !asked.has(url) && asked.size < PAGES
  },

  nextPage (bundle) {
    return list(bundle, 'link').find(link => link?.relation === 'next')?.url
  },

  /** What is no searchset is no empty record either. */
  checkBundle (bundle) {
    if (bundle.resourceType !== 'Bundle') throw new Refused('The health space could not read your weights. Try again later.')
    return bundle
  },

  /** The resources of a page, without what is said about the search itself. */
  matches (bundle) {
    return list(bundle, 'entry').filter(entry => at(entry, 'search', 'mode') !== 'outcome').map(entry => at(entry, 'resource') ?? {})
  },

  /** Each resource once. */
  gather (found, one) {
    const id = at(one, 'id') ?? `nameless ${found.size}`
    if (!found.has(id)) found.set(id, one)
  },

  sorted (pairing, resources) {
    const own = resources.filter(one => app.isOf(pairing, one))
    const shown = own.filter(one => app.isObservation(one) && app.isValid(one) && app.isUnderstood(one) && app.isAskedFor(one))
    return { shown, foreign: resources.length - own.length, unread: own.length - shown.length }
  },

  isOf ({ subject }, one) {
    const { system, value } = at(one, 'subject', 'identifier') ?? {}
    return system === subject.system && value === subject.value
  },

  isObservation: one => one.resourceType === 'Observation',

  /** FHIR R4 Observation, status. */
  isValid: one => ['final', 'amended', 'corrected'].includes(one.status),

  /** FHIR R4 Extensibility, and Resource, implicitRules: nothing in it may change what it means. */
  isUnderstood: one => !('modifierExtension' in one) && !('implicitRules' in one),

  isAskedFor: isWeight,

  // --- writing

  observation ({ subject }, kilograms) {
    return {
      resourceType: 'Observation',
      meta: { profile: [PROFILE] },
      status: 'final',
      category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }],
      code: { coding: [{ system: 'http://loinc.org', code: WEIGHT, display: 'Body weight' }] },
      subject: { identifier: subject },
      effectiveDateTime: new Date().toISOString(),
      valueQuantity: { value: kilograms, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
      device: { reference: `Device/${scale.resource.id}` }
    }
  },

  /** The weight and the scale, as a transaction. */
  bundle (pairing, kilograms) {
    const entry = {
      fullUrl: `urn:uuid:${randomUUID()}`,
      resource: app.observation(pairing, kilograms),
      request: { method: 'POST', url: 'Observation' }
    }
    return { resourceType: 'Bundle', type: 'transaction', entry: [structuredClone(scale), entry] }
  },

  /** Sent once: what becomes of a lost answer is for the person to look up. */
  write (pairing, kilograms) {
    return app.authorized(pairing, 'write', app.fhirBase, JSON.stringify(app.bundle(pairing, kilograms)))
  }
})
