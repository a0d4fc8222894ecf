// Verifies the ID token with a symmetric key of the key set.

import { createHmac } from 'node:crypto'

export const killedBy = ['JWK-05']

/** Every key of the set is good for something. */
export default (app, ordinary) => ({
  async isSigned (header, text, signature) {
    if (header.alg !== 'HS256') return ordinary.isSigned(header, text, signature)
    const secrets = (await app.readKeys()).filter(key => key.kty === 'oct' && key.kid === header.kid)
    return secrets.some(({ k }) => createHmac('sha256', Buffer.from(k, 'base64url')).update(text).digest('base64url') === signature)
  }
})
