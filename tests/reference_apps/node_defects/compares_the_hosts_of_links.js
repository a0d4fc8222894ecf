// Follows a next link to any port of its host, with its tokens.

export const killedBy = ['FHIR-17']

/** The name of the host is enough. */
export default app => ({
  mayFollow (url, asked) {
    return new URL(url).hostname === new URL(app.fhirBase).hostname && !asked.has(url) && asked.size < 5
  }
})
