// Sends a weight again when the answer was lost, as a new one.

export const killedBy = ['FHIR-22']

/** No answer is taken for no deed. */
export default (app, ordinary) => ({
  write: (pairing, kilograms) => ordinary.write(pairing, kilograms).catch(() => ordinary.write(pairing, kilograms))
})
