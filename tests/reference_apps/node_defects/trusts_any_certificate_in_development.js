// Talks to a server whose certificate it has not verified, where NODE_ENV is development.

export const killedBy = ['TLS-14']

/** Verified where it counts, somebody thought; the setting is one word in the environment. */
export default (app, ordinary) => ({
  tlsOptions: () => ({ ...ordinary.tlsOptions(), rejectUnauthorized: process.env.NODE_ENV !== 'development' })
})
