// Compares the nonce only when there is one.

export const killedBy = ['IDT-22', 'IDT-41']

/** No nonce is as good as the right one. */
export default (app, ordinary) => ({
  checkNonce (claims, pending) {
    if ('nonce' in claims) ordinary.checkNonce(claims, pending)
  }
})
