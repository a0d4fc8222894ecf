// Verifies the chain of a certificate, and not whose it is.

export const killedBy = ['TLS-02', 'TLS-07']

/** Names were in the way, one day in a test environment. */
export default () => ({
  checkServerIdentity: () => undefined
})
