// Shows any resource that has a value, whatever its type.

export const killedBy = ['FHIR-07']

/** The type of a resource is never looked at. */
export default () => ({
  isObservation: () => true
})
