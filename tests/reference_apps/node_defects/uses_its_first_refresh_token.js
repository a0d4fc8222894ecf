// Goes on using the refresh token that it got at sign-in.

export const killedBy = ['RFR-01']

/** Rotation goes unnoticed. */
export default (app, ordinary) => ({
  keep (pairing, answered) {
    const first = pairing.refreshToken
    ordinary.keep(pairing, answered)
    pairing.refreshToken = first ?? pairing.refreshToken
  }
})
