// Answers a logout token with success and ends nothing.

export const killedBy = ['LGO-05', 'LGO-14']

/** The token is checked and forgotten. */
export default () => ({
  isMeant: () => false
})
