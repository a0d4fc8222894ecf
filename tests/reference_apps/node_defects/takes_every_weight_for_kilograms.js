// Writes kg after every weight, whatever its unit.

export const killedBy = ['FHIR-35']

/** Units are not read. */
export default (app, ordinary) => ({
  amountOf: one => ordinary.amountOf({ ...one, valueQuantity: { ...one.valueQuantity, unit: 'kg', code: 'kg' } })
})
