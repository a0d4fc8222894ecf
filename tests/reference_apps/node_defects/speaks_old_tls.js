// Agrees to TLS 1.0, to suites without encryption and to keys that are too short.

export const killedBy = ['TLS-08', 'TLS-09', 'TLS-10']

/** An old server of a partner had to be reached, once. */
export default (app, ordinary) => ({
  tlsOptions: () => ({ ...ordinary.tlsOptions(), minVersion: 'TLSv1', ciphers: 'ALL:eNULL:@SECLEVEL=0' })
})
