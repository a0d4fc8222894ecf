// Ends whatever session the person has each time that the same logout token comes.

export const killedBy = ['LGO-13']

/** Neither the token nor the session that it names is remembered. */
export default () => ({
  checkUnheard () {},
  isMeant: (pairing, claims) => (claims.sub ?? pairing.sub) === pairing.sub
})
