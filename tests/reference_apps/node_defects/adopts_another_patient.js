// Follows new tokens to whichever patient they name.

export const killedBy = ['FHIR-01']

/** The patient of the pairing is that of the latest tokens, which are renewed before it is said whose weights are wanted. */
export default (app, ordinary) => ({
  checkSamePatient (pairing, { idpe }) {
    pairing.subject = { ...pairing.subject, value: idpe }
  },

  async readAll (pairing) {
    if (!pairing.ended && app.hasDied(pairing)) await app.refresh(pairing)
    return ordinary.readAll(pairing)
  }
})
