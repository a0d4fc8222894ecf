// Compares the issuer of an ID token only when there is one.

export const killedBy = ['IDT-15']

/** No issuer is as good as the right one. */
export default (app, ordinary) => ({
  checkIssuer (claims) {
    if ('iss' in claims) ordinary.checkIssuer(claims)
  }
})
