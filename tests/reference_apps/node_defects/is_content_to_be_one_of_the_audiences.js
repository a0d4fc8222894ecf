// Accepts an ID token made for others as well.

export const killedBy = ['IDT-19']

/** To be among the audiences is enough. */
export default (app, ordinary) => ({
  checkAudience (claims) {
    if (![claims.aud].flat().includes(app.clientId)) ordinary.checkAudience(claims)
  }
})
