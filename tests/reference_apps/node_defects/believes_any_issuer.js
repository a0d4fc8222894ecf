// Believes a discovery document that names another issuer.

export const killedBy = ['DISC-01', 'DISC-02']

/** The issuer of the document is never compared with the one asked. */
export default () => ({
  checkMetadata () {}
})
