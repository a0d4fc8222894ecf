// Uses UserInfo whoever it is about.

export const killedBy = ['UI-01', 'UI-02']

/** The two subjects are never compared. */
export default () => ({
  checkSameSubject () {}
})
