// Follows a next link that begins with the address of its host, whatever comes behind, with its tokens.

export const killedBy = ['FHIR-17']

/** A URL is a text. */
export default app => ({
  mayFollow: (url, asked) => url.startsWith(new URL(app.fhirBase).origin) && !asked.has(url) && asked.size < 5
})
