// Sends the code once more after invalid_grant.

export const killedBy = ['TOK-01']

/** Perhaps it works the second time. */
export default (app, ordinary) => ({
  async tokenRequest (form) {
    const answer = await ordinary.tokenRequest(form)
    const isRefused = form.grant_type === 'authorization_code' && String(answer.body).includes('invalid_grant')
    return isRefused ? ordinary.tokenRequest(form) : answer
  }
})
