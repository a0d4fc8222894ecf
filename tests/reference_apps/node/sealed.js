// Small things that travel with a browser in a cookie, which it can neither read nor change (AES-256-GCM).

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const KEY = randomBytes(32) // of this process

export function seal (document) {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', KEY, nonce)
  const text = Buffer.concat([cipher.update(JSON.stringify(document)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
}

/** What was sealed; nothing if it was not by us. */
export function unseal (text = '') {
  try {
    const bytes = Buffer.from(text, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', KEY, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28))
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]))
  } catch {
    return undefined
  }
}
