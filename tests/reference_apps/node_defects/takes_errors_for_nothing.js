// Takes an error that comes with status 200 for an empty record.

export const killedBy = ['FHIR-14']

/** What is no Bundle has no entries. */
export default () => ({
  checkBundle: bundle => bundle
})
