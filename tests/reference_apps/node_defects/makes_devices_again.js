// Sends its scale without the identifier under which it would be known again.

export const killedBy = ['FHIR-39', 'FHIR-42']

/** A new scale each time; whether that is taken is not looked at. */
export default (app, ordinary) => ({
  async write (pairing, kilograms) {
    await ordinary.write(pairing, kilograms)
    const bundle = app.bundle(pairing, kilograms + 1)
    delete bundle.entry[0].request.ifNoneExist
    await app.send(pairing, 'write', app.fhirBase, JSON.stringify(bundle))
  }
})
