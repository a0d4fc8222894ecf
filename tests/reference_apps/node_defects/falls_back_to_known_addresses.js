// Uses addresses of its own when discovery fails.

export const killedBy = ['DISC-04', 'DISC-05']

/** They never change. */
export default (app, ordinary) => ({
  readMetadata (answer) {
    try {
      return ordinary.readMetadata(answer)
    } catch {
      const at = last => `${app.issuer}/oauth2/${last}`
      return {
        issuer: app.issuer,
        authorization_endpoint: at('authorize'),
        token_endpoint: at('token'),
        revocation_endpoint: at('revoke'),
        userinfo_endpoint: at('userinfo'),
        jwks_uri: at('jwks')
      }
    }
  }
})
