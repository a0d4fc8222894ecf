// The whole app runs here: PKCE, state and nonce are made in the page, and what stands for the session stays in memory.

const PENDING = 'pending'
const NOBODY = "Personne n'est connecté."
let session = null

const element = id => document.getElementById(id)
const tell = words => { element('told').textContent = words }

const encoded = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const drawn = () => encoded(crypto.getRandomValues(new Uint8Array(32)))

async function call(method, path, content) {
  const headers = {'Content-Type': 'application/json', ...(session && {'X-Session': session})}
  const body = content === undefined ? undefined : JSON.stringify(content)
  const answer = await fetch(path, {method, headers, body})
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.refused)
  return said
}

async function signIn() {
  const about = await call('GET', '/about')
  const pending = {state: drawn(), nonce: drawn(), verifier: drawn(), issuer: about.issuer, promised: about.promised}
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier))
  sessionStorage.setItem(PENDING, JSON.stringify(pending))
  location.assign(about.endpoint + '?' + new URLSearchParams({
    response_type: 'code', client_id: about.client_id, redirect_uri: about.redirect_uri, scope: about.scope,
    state: pending.state, nonce: pending.nonce,
    code_challenge: encoded(digest), code_challenge_method: 'S256',
  }))
}

// RFC 6749 4.1.2 and 10.12, RFC 9207 2.4: the answer belongs to this page's request, and comes from the issuer.
async function comeBack() {
  const query = new URLSearchParams(location.search)
  history.replaceState(null, '', '/#me')
  const pending = JSON.parse(sessionStorage.getItem(PENDING))
  sessionStorage.removeItem(PENDING)
  const given = Object.fromEntries([...query].filter(([name]) => query.getAll(name).length === 1))
  if (!pending) throw new Error("Aucune connexion n'est en cours dans ce navigateur.")
  if (given.state !== pending.state) throw new Error("Cette connexion n'a pas été demandée depuis ce navigateur.")
  if ((given.iss ?? (pending.promised ? null : pending.issuer)) !== pending.issuer) {
    throw new Error("La réponse vient d'un autre espace de santé.")
  }
  const signedIn = await call('POST', '/session', {parameters: given, pending})
  session = signedIn.session
  remember(signedIn)
}

// What outlives this page in the browser: nothing.
function remember() {}

async function show() {
  element('diary').hidden = session === null
  element('who').textContent = session === null ? NOBODY : 'Bonjour ' + (await call('GET', '/me')).name
}

async function read() {
  const said = await call('GET', '/measures')
  element('lines').replaceChildren(...said.lines.map(line => {
    const item = document.createElement('li')
    item.textContent = line
    return item
  }))
  tell(said.told.join(' '))
}

async function send() {
  tell((await call('POST', '/measures', {value: element('value').value})).told)
}

async function unpair() {
  const said = await call('POST', '/unpair', {})
  session = null
  await show()
  tell(said.told)
}

// Another window of this app may have something to tell; those of other origins have not.
addEventListener('message', event => {
  if (event.origin !== location.origin) return
  if (typeof event.data === 'string') tell(event.data)
})

const tried = act => () => act().catch(error => tell(error.message))

element('sign-in').addEventListener('click', tried(signIn))
element('read').addEventListener('click', tried(read))
element('send').addEventListener('click', tried(send))
element('unpair').addEventListener('click', tried(unpair))
addEventListener('hashchange', tried(show))
tried(async () => {
  if (location.pathname === '/callback') await comeBack()
  await show()
})()
