// Uses one code verifier for everybody.

export const killedBy = ['AREQ-03']

/** A constant where RFC 7636 4.1 wants a fresh random value. */
export default () => ({
  newVerifier: () => '0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJ'
})
