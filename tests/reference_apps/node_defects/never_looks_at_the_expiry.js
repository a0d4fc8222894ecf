// Accepts an ID token that has expired.

export const killedBy = ['IDT-24']

/** The expiry is there, and nobody reads it. */
export default (app, ordinary) => ({
  checkExpiry ({ exp }, now) {
    ordinary.checkExpiry({ exp }, Math.min(now, exp))
  }
})
