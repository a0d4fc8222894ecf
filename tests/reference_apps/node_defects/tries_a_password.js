// Tries the password grant before it redeems a code.

export const killedBy = ['AREQ-07']

/** A relic of an older client. */
export default (app, ordinary) => ({
  async redeem (code, pending) {
    await app.tokenRequest({ grant_type: 'password', username: 'app', password: '0123456789abcdef-app' })
    return ordinary.redeem(code, pending)
  }
})
