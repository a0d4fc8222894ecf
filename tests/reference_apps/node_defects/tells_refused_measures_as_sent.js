// Tells a weight as sent although the space found it wrong.

export const killedBy = ['FHIR-38']

/** A 422 is an answer like another. */
export default (app, ordinary) => ({
  accepted: (pairing, way, answer) => answer.status === 422 ? answer : ordinary.accepted(pairing, way, answer)
})
