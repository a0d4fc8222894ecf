// Draws a nonce of four bytes.

import { randomBytes } from 'node:crypto'

export const killedBy = ['AREQ-02']

/** Short enough to be guessed. */
export default () => ({
  newNonce: () => randomBytes(4).toString('hex')
})
