// Writes a body mass index beside each weight.

export const killedBy = ['FHIR-39', 'FHIR-40']

/** A weight, and what the app makes of it; whether that is taken is not looked at. */
export default (app, ordinary) => ({
  async write (pairing, kilograms) {
    await ordinary.write(pairing, kilograms)
    const bundle = app.bundle(pairing, kilograms / 3)
    bundle.entry[1].resource.code.coding[0].code = '39156-5'
    await app.send(pairing, 'write', app.fhirBase, JSON.stringify(bundle))
  }
})
