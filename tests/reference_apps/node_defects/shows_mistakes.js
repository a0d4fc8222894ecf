// Shows measures that were cancelled or entered in error.

export const killedBy = ['FHIR-11']

/** The status of a measure is not read. */
export default () => ({
  isValid: () => true
})
