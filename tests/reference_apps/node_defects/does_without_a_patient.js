// Takes what the tokens say of the patient as it is, were it nothing.

export const killedBy = ['FHIR-02']

/** The space knows whose token it is. */
export default (app, ordinary) => ({
  newPairing: (claims, answered) => ordinary.newPairing({ ...claims, idpe: String(claims.idpe) }, answered)
})
