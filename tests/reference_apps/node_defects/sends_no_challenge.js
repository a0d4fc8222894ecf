// Begins a sign-in without PKCE.

export const killedBy = ['AREQ-03', 'DISC-08']

/** No code challenge goes out, and so no verifier, which would be refused without one (RFC 9700, 2.1.1). */
export default (app, ordinary) => ({
  challenge: async () => ({}),

  codeForm (code, pending) {
    const { code_verifier: unused, ...form } = ordinary.codeForm(code, pending)
    return form
  }
})
