// Signs a person in by UserInfo when there is no ID token.

export const killedBy = ['TOK-16']

/** Somebody must be there, since there is an access token. */
export default (app, ordinary) => ({
  async identify (answered, pending) {
    if ('id_token' in answered) return ordinary.identify(answered, pending)
    return app.read(await app.userInfo({ accessToken: answered.access_token }))
  }
})
