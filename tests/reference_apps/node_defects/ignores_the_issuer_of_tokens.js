// Accepts an ID token of any issuer.

export const killedBy = ['IDT-14', 'IDT-15', 'RFR-05']

/** The issuer is never compared. */
export default () => ({
  checkIssuer () {}
})
