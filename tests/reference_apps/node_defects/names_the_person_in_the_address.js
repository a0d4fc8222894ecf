// Tells the space by the address who is going to sign in, by social security number.

export const killedBy = ['AREQ-06']

/** As login_hint, under the OID for tests: an identity that could be real would be refused by the space. */
export default (app, ordinary) => ({
  requestParameters: async pending => ({ ...await ordinary.requestParameters(pending), login_hint: '1.2.250.1.213.1.4.10|255081416802538' })
})
