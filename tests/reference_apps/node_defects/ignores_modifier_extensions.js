// Shows measures whose meaning an extension changes.

export const killedBy = ['FHIR-08']

/** Modifier extensions are taken for any others. */
export default () => ({
  isUnderstood: one => !('implicitRules' in one)
})
