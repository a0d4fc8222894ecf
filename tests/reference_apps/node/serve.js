// A diary of body weight, on the standard library of Node.js: the conformant reference app in a second language.
//
// A file `defect.js` beside this one has some steps otherwise: see app.js.

import { existsSync } from 'node:fs'
import { createServer } from 'node:http'

import { assemble, settings } from './app.js'

const LONGEST_FORM = 64 * 1024 // bytes

const place = new URL('defect.js', import.meta.url)
const defect = existsSync(place) ? (await import(place)).default : undefined
const app = assemble(settings(process.env), defect)

createServer(async (request, response) => {
  try {
    const visit = await visitOf(request)
    const page = await app.answer(visit)
    console.log(visit.method, visit.path, page.status) // without the query: that of a callback holds a code
    send(response, page)
  } catch (error) {
    console.error(error.name)
    response.writeHead(500).end()
  }
}).listen(Number(process.env.PORT), '127.0.0.1')

/** A request, taken apart. */
async function visitOf (request) {
  const { method, headers } = request
  const { pathname, searchParams } = new URL(request.url, app.appUrl)
  return { method, headers, path: pathname, query: searchParams, cookies: cookiesOf(headers.cookie), form: await formOf(request) }
}

function cookiesOf (header = '') {
  const pairs = header.split(';').map(pair => pair.trim().split('='))
  return Object.fromEntries(pairs.map(([name, ...value]) => [name, value.join('=')]))
}

async function formOf (request) {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) {
    text += piece
    if (text.length > LONGEST_FORM) break
  }
  return new URLSearchParams(text)
}

function send (response, { status, body, location, cookies }) {
  const markup = String(app.document(body))
  response.writeHead(status, {
    ...app.headers(),
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(markup),
    ...(location && { location }),
    'set-cookie': Object.entries(cookies).map(([name, value]) => app.cookie(name, value))
  })
  response.end(markup)
}
