// Accepts an ID token that answers another request.

export const killedBy = ['IDT-21', 'IDT-22', 'IDT-41']

/** The nonce is sent and never compared. */
export default () => ({
  checkNonce () {}
})
