// Follows a next link to whichever host it names, with its tokens.

export const killedBy = ['FHIR-17']

/** The host of a link is not looked at. */
export default () => ({
  mayFollow: (url, asked) => !asked.has(url) && asked.size < 5
})
