// Makes a measure of each form that comes, although the same came before.

export const killedBy = ['FHIR-23']

/** Who sends twice has measured twice. */
export default () => ({
  takes: () => true
})
