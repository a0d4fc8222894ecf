// jose, which shares no code with the portal: verify a label and its status list, and read the label's two bits.
import { createLocalJWKSet, jwtVerify } from 'jose'
import { inflateSync } from 'node:zlib'

const task = JSON.parse(process.argv[2])

async function attempt(compact, jwks, typ) {
  try {
    const options = { algorithms: ['ES256'], typ, issuer: task.issuer }
    return (await jwtVerify(compact, createLocalJWKSet(jwks), options)).payload
  } catch (error) {
    return { error: error.code }
  }
}

const label = await attempt(task.label, task.label_jwks, 'poincon-label+jwt')
const list = await attempt(task.status_list, task.status_list_jwks, 'statuslist+jwt')
const packed = inflateSync(Buffer.from(list.status_list.lst, 'base64url'))
const { idx, uri } = label.status.status_list
const status = (packed[idx >> 2] >> ((idx & 3) * 2)) & 3
console.log(JSON.stringify({
  label, status, listedAt: uri === list.sub, entries: packed.length * 4,
  labelWithKeysOfList: await attempt(task.label, task.status_list_jwks, 'poincon-label+jwt'),
  listAsLabel: await attempt(task.status_list, task.status_list_jwks, 'poincon-label+jwt'),
}))
