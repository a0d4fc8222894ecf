// Ends the sessions of everybody when the space says that one is over.

export const killedBy = ['LGO-14']

/** Whom the token names plays no part. */
export default () => ({
  isMeant: () => true
})
