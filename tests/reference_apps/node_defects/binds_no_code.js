// Neither uses a verifier of its own for each sign-in nor compares the nonce.

export const killedBy = ['AREQ-03', 'ARSP-05', 'IDT-21', 'IDT-22', 'IDT-41']

/** Nothing ties a code to the browser that asked for it. */
export default () => ({
  newVerifier: () => '0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJ',
  checkNonce () {}
})
