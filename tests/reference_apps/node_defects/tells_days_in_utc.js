// Shows the day that a measure had in UTC.

export const killedBy = ['FHIR-34']

/** The zone of an instant is cut off. */
export default () => ({
  dayOf: one => one.effectiveDateTime.slice(0, 10)
})
