// Sends a weight that does not name its profile.

export const killedBy = ['FHIR-39']

/** Another one, after the one that is right; whether that is taken is not looked at. */
export default (app, ordinary) => ({
  async write (pairing, kilograms) {
    await ordinary.write(pairing, kilograms)
    const bundle = app.bundle(pairing, kilograms + 1)
    delete bundle.entry[1].resource.meta
    await app.send(pairing, 'write', app.fhirBase, JSON.stringify(bundle))
  }
})
