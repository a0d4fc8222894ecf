// Takes a refreshed ID token that speaks of another person.

export const killedBy = ['RFR-06']

/** One rule is missing after a refresh. */
export default () => ({
  checkSamePerson () {}
})
