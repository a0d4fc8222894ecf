// Forgets its refresh token when it is refused, and goes on calling with the access token.

import { Refused } from './words.js'

export const killedBy = ['REV-02']

/** invalid_grant is about refreshing only, is it not? */
export default (app, ordinary) => ({
  refreshRefused (pairing, answer) {
    if (![400, 401].includes(answer.status)) return ordinary.refreshRefused(pairing, answer)
    pairing.refreshToken = undefined
    return new Refused('The connection to the health space has ended. Sign in again.')
  }
})
