// openid-client as a labelled app would use it: discovery, client_credentials with private_key_jwt, introspection.
import * as client from 'openid-client'

const task = JSON.parse(process.argv[2])
const key = await crypto.subtle.importKey('jwk', task.key, task.algorithm, false, ['sign'])

async function attempt(act) {
  try {
    return await act()
  } catch (error) {
    return { error: error.error ?? error.code ?? error.message, description: error.error_description }
  }
}

function configure(modify) {
  const method = client.PrivateKeyJwt({ key, kid: task.key.kid }, { [client.modifyAssertion]: modify })
  return client.discovery(new URL(task.issuer), task.client_id, undefined, method, {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  })
}

let seen
const configuration = await configure((header, payload) => {
  header.typ = 'client-authentication+jwt'
  payload.aud = task.issuer
  seen = { header, payload }
})
const tokens = await client.clientCredentialsGrant(configuration, { scope: 'runs:read' })
const introspected = await client.tokenIntrospection(configuration, tokens.access_token)
await client.tokenRevocation(configuration, tokens.access_token)
const revoked = await client.tokenIntrospection(configuration, tokens.access_token)
const beyond = await attempt(() => client.clientCredentialsGrant(configuration, { scope: 'measures.read' }))
let plainly
const untouched = await configure((header, payload) => { plainly = { header: { ...header }, payload: { ...payload } } })
const asItComes = await attempt(() => client.clientCredentialsGrant(untouched, {}))

console.log(JSON.stringify({
  issuer: configuration.serverMetadata().issuer, tokens, introspected, revoked, beyond, asItComes, plainly, seen,
}))
