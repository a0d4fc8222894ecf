// Shows whatever the search returned, whoever it is about.

export const killedBy = ['FHIR-03', 'FHIR-05']

/** The subject of a measure is never looked at. */
export default () => ({
  isOf: () => true
})
