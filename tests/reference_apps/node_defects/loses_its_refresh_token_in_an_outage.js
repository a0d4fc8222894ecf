// Throws its refresh token away when the space cannot refresh for a moment.

export const killedBy = ['RFR-12']

/** What did not refresh once never will. */
export default (app, ordinary) => ({
  refreshRefused (pairing, answer) {
    pairing.refreshToken = undefined
    return ordinary.refreshRefused(pairing, answer)
  }
})
