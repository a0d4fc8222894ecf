// Reads the first page of a search and no other.

export const killedBy = ['FHIR-15']

/** Links are not followed. */
export default () => ({
  mayFollow: (url, asked) => asked.size === 0
})
