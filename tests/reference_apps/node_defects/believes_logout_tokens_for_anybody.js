// Ends sessions by a logout token made for another app.

export const killedBy = ['LGO-09']

/** The audience of a logout token is never looked at. */
export default () => ({
  checkLogoutAudience () {}
})
