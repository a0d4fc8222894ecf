// Talks to a server whose certificate it has not verified.

export const killedBy = ['TLS-01', 'TLS-02', 'TLS-03', 'TLS-04', 'TLS-05', 'TLS-06', 'TLS-07', 'TLS-10', 'TLS-12', 'TLS-14']

/** Verification was switched off one day, to make something work. */
export default (app, ordinary) => ({
  tlsOptions: () => ({ ...ordinary.tlsOptions(), rejectUnauthorized: false })
})
