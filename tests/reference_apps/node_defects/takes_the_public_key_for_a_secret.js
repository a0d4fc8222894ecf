// Verifies the ID token by the algorithm that its header names, with whatever key there is.

import { createHmac, createPublicKey } from 'node:crypto'

export const killedBy = ['IDT-06']

/** The key is a text in PEM, and HMAC takes any text. */
export default (app, ordinary) => ({
  async isSigned (header, text, signature) {
    if (header.alg !== 'HS256') return ordinary.isSigned(header, text, signature)
    const secrets = (await app.candidates(header.kid)).map(key => createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }))
    return secrets.some(secret => createHmac('sha256', secret).update(text).digest('base64url') === signature)
  }
})
