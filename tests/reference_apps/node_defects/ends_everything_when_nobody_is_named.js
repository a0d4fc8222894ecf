// Ends every session when a logout token names neither person nor session.

export const killedBy = ['LGO-13']

/** Nobody is taken for everybody. */
export default () => ({
  checkNamed () {}
})
