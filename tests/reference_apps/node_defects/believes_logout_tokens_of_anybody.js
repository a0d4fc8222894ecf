// Ends sessions at the word of another issuer.

export const killedBy = ['LGO-08']

/** The issuer of a logout token is never looked at. */
export default () => ({
  checkLogoutIssuer () {}
})
