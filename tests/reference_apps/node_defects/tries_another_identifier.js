// Tries another patient identifier when its own does not match.

export const killedBy = ['FHIR-46']

/** A mismatch is taken for a typing mistake. */
export default (app, ordinary) => ({
  async send (pairing, way, url, body) {
    const answer = await ordinary.send(pairing, way, url, body)
    if (answer.status === 403 && String(answer.body).includes('do not match')) {
      const { value } = pairing.subject
      await ordinary.send(pairing, 'read', app.searchUrl(pairing).replace(value, value.slice(0, -1)))
    }
    return answer
  }
})
