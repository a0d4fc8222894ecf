// Accepts an answer whose state is not the one it sent.

export const killedBy = ['ARSP-01', 'ARSP-02']

/** The state is never compared. */
export default () => ({
  checkState () {}
})
