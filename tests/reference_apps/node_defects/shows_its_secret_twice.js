// Shows its secret in the header and in the body of the same request.

export const killedBy = ['TOK-19']

/** Twice is surer than once. */
export default (app, ordinary) => ({
  tokenRequest: form => ordinary.tokenRequest({ ...form, client_id: app.clientId, client_secret: app.clientSecret })
})
