// Follows the next link of a page even when it leads back to it.

export const killedBy = ['FHIR-16']

let rounds = 0

/** No page is remembered. The end comes late, so that the machine of the tests is spared. */
export default app => ({
  mayFollow (url, asked) {
    rounds = asked.size ? rounds + 1 : 0
    return url.startsWith(`${app.fhirBase}/`) && rounds < 400
  }
})
