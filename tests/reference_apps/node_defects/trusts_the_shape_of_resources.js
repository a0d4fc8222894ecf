// Takes for granted that what it is sent is well-formed, and breaks when it is not.

export const killedBy = ['FHIR-06']

/** The code of a measure is read without looking. */
export default (app, ordinary) => ({
  isValid: one => one.code.coding.length > 0 && ordinary.isValid(one)
})
