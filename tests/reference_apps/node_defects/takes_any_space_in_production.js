// Set up for production, goes to whichever issuer its environment names.

export const killedBy = ['DISC-18']

/** The environment is always right. */
export default () => ({
  checkPlace () {}
})
