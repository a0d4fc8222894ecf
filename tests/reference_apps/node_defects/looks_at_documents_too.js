// Asks for the documents of the person, which it does not declare.

export const killedBy = ['FHIR-43']

/** Once for each pairing, to see what there is. */
export default (app, ordinary) => ({
  async readAll (pairing) {
    const reading = await ordinary.readAll(pairing)
    if (!pairing.tried) await ordinary.send(pairing, 'read', `${app.issuer}/api/documents/fhir/DocumentReference?status=current`)
    pairing.tried = true
    return reading
  }
})
