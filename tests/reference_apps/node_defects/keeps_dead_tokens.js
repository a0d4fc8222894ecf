// Keeps a refresh token that the space has refused, and tries it again.

import { Refused } from './words.js'

export const killedBy = ['MES-04', 'MES-06', 'REV-02', 'RFR-03']

/** invalid_grant is taken for a bad moment. */
export default () => ({
  refreshRefused: () => new Refused('The health space does not answer. Try again.')
})
