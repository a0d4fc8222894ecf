// Uses PKCE as the metadata say: not at all, or plain.

export const killedBy = ['DISC-08']

/** The server knows best. */
export default (app, ordinary) => ({
  async challenge (verifier) {
    const { code_challenge_methods_supported: methods = [] } = await app.metadata()
    if (methods.includes('S256')) return ordinary.challenge(verifier)
    return methods.length ? { code_challenge: verifier, code_challenge_method: 'plain' } : {}
  }
})
