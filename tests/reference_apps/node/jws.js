// Signed tokens (RFC 7515): read only once the signature holds.

import { createPublicKey, verify } from 'node:crypto'

import { isObject } from './transport.js'
import { Refused } from './words.js'

/** The claims of a token whose signature `isSigned` finds to hold: of three parts, no more and no fewer. */
export async function claimsOf (token, isSigned) {
  const [header, claims, signature, ...more] = token.split('.')
  if (signature === undefined || more.length) throw new Refused('What was received is not a signed token.')
  if (!await isSigned(decoded(header), `${header}.${claims}`, signature)) {
    throw new Refused('What was received is not signed as it should be.')
  }
  return decoded(claims)
}

/** By the registered algorithm, without extensions (RFC 7515, 4.1.11), with a key of the space. */
export async function isSignedBySpace (app, header, text, signature) {
  if (header.alg !== app.algorithm || 'crit' in header) return false
  const keys = await app.candidates(header.kid)
  return keys.some(key => holds(key, text, signature))
}

/** RFC 7518, 3.3 and 3.4; a key that cannot be read has signed nothing. */
export function holds (jwk, text, signature) {
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** A part of a token as a JSON object. */
export function decoded (part) {
  let document
  try {
    document = JSON.parse(Buffer.from(part, 'base64url'))
  } catch (error) {
    throw new Refused('What was received cannot be read.', { cause: error })
  }
  if (!isObject(document)) throw new Refused('What was received is of an unknown shape.')
  return document
}
