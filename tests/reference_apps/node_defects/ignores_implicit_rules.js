// Shows measures that were written under rules which it does not know.

export const killedBy = ['FHIR-10']

/** implicitRules are not read. */
export default () => ({
  isUnderstood: one => !('modifierExtension' in one)
})
