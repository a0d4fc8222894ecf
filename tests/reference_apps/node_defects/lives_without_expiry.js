// Accepts an ID token that never ends.

export const killedBy = ['IDT-25']

/** No expiry, no limit. */
export default (app, ordinary) => ({
  checkExpiry (claims, now) {
    if ('exp' in claims) ordinary.checkExpiry(claims, now)
  }
})
