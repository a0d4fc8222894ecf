// Looks at the audience of an ID token only when there is one.

export const killedBy = ['IDT-17']

/** A token for nobody is for everybody. */
export default (app, ordinary) => ({
  checkAudience (claims) {
    if ('aud' in claims) ordinary.checkAudience(claims)
  }
})
