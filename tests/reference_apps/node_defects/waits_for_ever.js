// Waits for the space without a deadline of its own.

export const killedBy = ['DISC-04', 'NET-06', 'NET-07', 'NET-10', 'TOK-05']

/** The patience of a stone. */
export default () => ({
  patience: () => 3_600_000
})
