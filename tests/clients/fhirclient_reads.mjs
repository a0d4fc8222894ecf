// fhirclient (SMART, npm) as its documentation uses it on a server: /launch authorizes, /callback reads the record.
// The task (argv[2]) names FHIR base, client and person; what it saw is printed as JSON.
import http from 'node:http'
import smart from 'fhirclient'

const task = JSON.parse(process.argv[2])
const kept = new Map()
const storage = {
  get: async key => kept.get(key),
  set: async (key, value) => { kept.set(key, value); return value },
  unset: async key => kept.delete(key)
}
const idToken = () => [...kept.values()].find(one => one?.tokenResponse).tokenResponse.id_token
const headers = () => ({ [task.id_token_header]: idToken() })
const asked = (url, patient) => {
  const { assign_auth: authority } = JSON.parse(Buffer.from(idToken().split('.')[1], 'base64url'))
  return url.replace('{patient}', encodeURIComponent(`${authority}|${patient}`)).replace('{id}', patient)
}

const server = http.createServer(async (request, response) => {
  try {
    if (request.url.startsWith('/launch')) {
      await smart(request, response, storage).authorize({
        iss: task.fhir_base, clientId: task.client_id, clientSecret: task.client_secret, scope: task.scope,
        redirectUri: task.redirect_uri, pkceMode: 'ifSupported'
      })
      return
    }
    const client = await smart(request, response, storage).ready()
    const seen = { patient: client.patient.id, answers: {} }
    for (const [name, url] of Object.entries(task.reads)) {
      seen.answers[name] = await client.request({ url: asked(url, client.patient.id), headers: headers() })
    }
    if (task.pages) {
      // Its own paging (pageLimit) leaves the headers of the first request behind, and with them the ID token.
      seen.pages = []
      for (let url = asked(task.pages, client.patient.id); url;) {
        const page = await client.request({ url, headers: headers() })
        seen.pages.push(...page.entry.map(entry => entry.resource))
        url = page.link.find(link => link.relation === 'next')?.url
      }
    }
    response.end(JSON.stringify(seen))
  } catch (error) {
    response.statusCode = 500
    response.end(JSON.stringify({ error: String(error?.message ?? error) }))
  }
})

/** The person's browser: follows redirects, fills the two forms in, and comes back to the app. */
async function person (url) {
  let cookie = ''
  let answer = await fetch(url, { redirect: 'manual' })
  for (let step = 0; step < 12; step++) {
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const target = answer.headers.get('location')
    if (target) {
      answer = await fetch(new URL(target, answer.url), { redirect: 'manual', headers: { cookie } })
      continue
    }
    const text = await answer.text()
    if (!text.includes('<form')) return text
    const hidden = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const boxes = [...text.matchAll(/type="checkbox" id="[^"]+" name="([^"]+)"/g)].map(found => [found[1], 'yes'])
    const fields = answer.url.includes('/sign-in?')
      ? [['email', task.email], ['password', task.password], ['decision', 'sign-in']]
      : [...boxes, ['decision', 'allow']]
    const body = new URLSearchParams([...hidden.map(found => [found[1], found[2]]), ...fields])
    answer = await fetch(answer.url, { method: 'POST', body, redirect: 'manual', headers: { cookie } })
  }
  throw new Error(`lost at ${answer.url}`)
}

server.listen(task.port, '127.0.0.1', async () => {
  const text = await person(`http://127.0.0.1:${task.port}/launch`)
  server.close()
  console.log(text)
})
