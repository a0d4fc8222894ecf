// What people see. A session is made when somebody signs in; before that a browser carries what is pending, sealed.

import { amount, day } from './observation.js'
import { seal, unseal } from './sealed.js'
import { same } from './sign_in.js'
import { Refused, html } from './words.js'

export const PENDING = '__Host-pending'
export const LEAVING = '__Host-leaving'
export const SESSION = '__Host-diary'
const MINUTES = 10 // for which a sign-in may be pending

export const pages = app => {
  const forms = new Map() // what each form hides, and whether it may be sent still
  const spent = new Map() // state of each sign-in that came back, and when
  return {
    sessions: new Map(), // by the value of the cookie

    routes: () => ({
      'GET /up': () => page(html`Ready.`),
      'GET /': () => page(html`<a href="/pair">Sign in at the health space</a>`),
      'GET /pair': visit => app.showPair(visit),
      'GET /back': visit => app.showBack(visit),
      'GET /me': visit => app.showMe(visit),
      'GET /weights': visit => app.showWeights(visit),
      'POST /weights': visit => app.takeWeight(visit),
      'GET /weights/new': visit => app.showForm(visit),
      'GET /weights/sent': () => page(html`Your weight was sent. <a href="/weights">My weights</a>`),
      'POST /unpair': visit => app.unpair(visit),
      'POST /leave': visit => app.leave(visit),
      'GET /left': visit => app.showLeft(visit),
      'POST /sessions/end': visit => app.endSessions(visit)
    }),

    /** The answer to one request. */
    async answer (visit) {
      if (app.isForeign(visit)) return page(html`This request comes from another site.`, { status: 403 })
      const route = app.routes()[`${visit.method} ${visit.path}`]
      if (route === undefined) return page(html`There is no such page.`, { status: 404 })
      try {
        return await route(visit)
      } catch (error) {
        return app.explained(error)
      }
    },

    /** An error in the words of the person, with a way back; what nobody expected is told to nobody. */
    explained (error) {
      if (!(error instanceof Refused)) {
        console.error(error.name)
        return page(html`Something went wrong. <a href="/">Home</a>`, { status: 500 })
      }
      return page(html`${error.message} <a href="/">Home</a>`, { status: 400 })
    },

    /** Forms of other sites are refused (Fetch Metadata, or else by their origin). */
    isForeign ({ method, headers }) {
      const site = headers['sec-fetch-site']
      if (method !== 'POST') return false
      if (site !== undefined) return !['same-origin', 'none'].includes(site)
      return headers.origin !== undefined && headers.origin !== new URL(app.appUrl).origin
    },

    // --- signing in

    async showPair () {
      const { pending, url } = await app.begin()
      return redirect(url, { cookies: { [PENDING]: seal({ ...pending, since: app.now() }) } })
    },

    async showBack (visit) {
      const pending = app.takePending(visit)
      const pairing = await app.complete(pending, app.parameters(visit.query))
      return app.welcome(visit, pairing)
    },

    /** What this browser began, once and not too long ago. */
    takePending ({ cookies }) {
      const pending = unseal(cookies[PENDING])
      const oldest = app.now() - MINUTES * 60
      for (const [state, moment] of spent) if (moment < oldest) spent.delete(state)
      if (pending === undefined || pending.since < oldest || spent.has(pending.state)) {
        throw new Refused('No sign-in is under way in this browser.')
      }
      spent.set(pending.state, app.now())
      return pending
    },

    /** A session under a new identifier, in place of the one before. */
    welcome ({ cookies }, pairing) {
      app.sessions.delete(cookies[SESSION])
      const id = app.draw()
      app.sessions.set(id, pairing)
      return redirect('/me', { cookies: { [SESSION]: id, [PENDING]: '' } })
    },

    /** The pairing of this browser, if somebody is signed in. */
    pairingOf: ({ cookies }) => app.sessions.get(cookies[SESSION]),

    paired (visit) {
      const pairing = app.pairingOf(visit)
      if (pairing === undefined) throw new Refused('Sign in first.')
      return pairing
    },

    // --- pages of the person

    /** The name is asked for once, when it is first needed. */
    async showMe (visit) {
      const pairing = app.pairingOf(visit)
      if (pairing === undefined) return page(html`Nobody is signed in.`, { status: 401 })
      pairing.name ??= await app.nameOf(pairing)
      return page(app.greeting(pairing.name))
    },

    /** One question for however many pages wait; a pairing that ended is not asked about. */
    nameOf (pairing) {
      if (pairing.ended) throw new Refused(pairing.ended)
      pairing.naming ??= app.askName(pairing).finally(() => { pairing.naming = undefined })
      return pairing.naming
    },

    greeting: name => html`This is the diary of ${name}.`,

    async showWeights (visit) {
      const { shown, foreign, unread, whole } = await app.readAll(app.paired(visit))
      const told = [
        foreign && 'A weight that is not yours was set aside.',
        unread && 'Something that this app cannot read was left out.',
        !whole && 'There are more weights than this app can read.',
        !shown.length && 'No weight yet.'
      ]
      return page(html`${told.filter(Boolean).map(words => html`<p>${words}</p>`)}<table>${shown.map(one => app.row(one))}</table>`)
    },

    row: one => html`<tr><td>${app.dayOf(one)}</td><td>${app.amountOf(one)}</td></tr>`,
    dayOf: day,
    amountOf: amount,

    async takeWeight (visit) {
      const kilograms = Number((visit.form.get('kilograms') ?? '').trim().replace(',', '.') || Number.NaN)
      if (!Number.isFinite(kilograms) || kilograms <= 0) throw new Refused('Give a weight in kilograms, such as 72.5.')
      const pairing = app.paired(visit)
      const once = visit.form.get('once') ?? ''
      if (!app.takes(once)) return redirect('/weights/sent')
      try {
        await app.write(pairing, kilograms)
      } catch (error) {
        forms.set(once, true) // it may not have been taken: the person decides
        return app.unsent(error, once, visit.form.get('kilograms'))
      }
      return redirect('/weights/sent')
    },

    /** A form for one weight: what it hides is good once. */
    showForm (visit) {
      app.paired(visit)
      const once = app.draw()
      forms.set(once, true)
      return page(app.weightForm(once, ''))
    },

    weightForm: (once, typed) => html`<form class="weight" method="post" action="/weights"><input type="hidden" name="once" value="${once}">
<label>Weight (kg) <input name="kilograms" inputmode="decimal" value="${typed}"></label><button>Send</button></form>`,

    /** Why a weight was not sent, and the form as it was filled in. */
    unsent (error, once, typed) {
      const told = app.explained(error)
      return { ...told, body: html`${told.body} ${app.weightForm(once, typed)}` }
    },

    /** Whether a form may be sent; of one that comes twice, the second time it may not. */
    takes (once) {
      const isOpen = forms.get(once)
      if (isOpen === undefined) throw new Refused('Send your weight by the form of this diary.')
      forms.set(once, false)
      return isOpen
    },

    // --- going away

    /** The pairing is forgotten here first, whatever the space says. */
    async unpair (visit) {
      const pairing = app.paired(visit)
      app.forget(visit)
      await app.revoke(pairing).catch(() => false)
      return page(html`The pairing has ended.`, { cookies: { [SESSION]: '' } })
    },

    forget ({ cookies }) {
      app.sessions.delete(cookies[SESSION])
    },

    async leave (visit) {
      const pairing = app.pairingOf(visit)
      app.forget(visit)
      if (pairing === undefined) return redirect('/')
      const state = app.draw()
      const form = await app.leaveForm(pairing, state)
      return page(html`You have signed out of the diary. ${form}`, { cookies: { [SESSION]: '', [LEAVING]: seal({ state }) } })
    },

    /** The person comes back from a logout at the space (RP-Initiated Logout, 3). */
    showLeft ({ cookies, query }) {
      const { state } = unseal(cookies[LEAVING]) ?? {}
      if (state === undefined || !same(state, query.get('state') ?? '')) {
        throw new Refused('This logout was not asked for from this browser.')
      }
      return page(html`You have signed out of the diary and of the health space.`, { cookies: { [LEAVING]: '' } })
    },

    async endSessions ({ form }) {
      const claims = await app.verifyLogoutToken(form.get('logout_token') ?? '')
      for (const [id, pairing] of app.sessions) if (app.isMeant(pairing, claims)) app.sessions.delete(id)
      return page(html`The session has ended.`)
    },

    // --- what every answer carries

    cookie: (name, value) => `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax${value === '' ? '; Max-Age=0' : ''}`,

    headers: () => ({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'x-content-type-options': 'nosniff'
    }),

    document: body => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Weight diary</title></head><body><main>${body}</main></body></html>`
  }
}

export function page (body, { status = 200, cookies = {} } = {}) {
  return { status, body, cookies }
}

export function redirect (location, { cookies = {} } = {}) {
  return { status: 303, body: html``, location, cookies }
}
