// Verifies a logout token with whatever algorithm it names.

import { holds } from './jws.js'

export const killedBy = ['LGO-07']

/** Any key of the space will do. */
export default app => ({
  isSignedLogout: async (header, text, signature) => (await app.readKeys()).some(key => holds(key, text, signature))
})
