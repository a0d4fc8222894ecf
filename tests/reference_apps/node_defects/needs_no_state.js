// Accepts an answer without a state.

export const killedBy = ['ARSP-01']

/** A state is compared if there is one. */
export default (app, ordinary) => ({
  checkState (pending, response) {
    if ('state' in response) ordinary.checkState(pending, response)
  }
})
