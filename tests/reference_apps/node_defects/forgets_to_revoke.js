// Forgets a pairing without giving its token back.

export const killedBy = ['MES-05', 'REV-03']

/** The token lives on at the space. */
export default () => ({
  revoke: async () => true
})
