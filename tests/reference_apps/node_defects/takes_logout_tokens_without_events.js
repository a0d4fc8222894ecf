// Takes any token of the space without `events` for a logout token.

export const killedBy = ['LGO-10']

/** Only an event that is there is looked at. */
export default (app, ordinary) => ({
  checkEvents (claims) {
    if ('events' in claims) ordinary.checkEvents(claims)
  }
})
