// Shows a bound as if it had been measured.

export const killedBy = ['FHIR-36']

/** Comparators are not read. */
export default (app, ordinary) => ({
  amountOf: one => ordinary.amountOf({ ...one, valueQuantity: { ...one.valueQuantity, comparator: undefined } })
})
