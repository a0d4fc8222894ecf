// Takes what the tokens say of the patient as it is, were it nothing.

export const killedBy = ['FHIR-02']

/** The space knows whose token it is. */
export default () => ({
  patientOf: ({ idpe, assign_auth: authority }) => ({ system: authority ?? '', value: idpe ?? '' })
})
