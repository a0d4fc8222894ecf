// Numbers its sign-ins instead of drawing a state at random.

export const killedBy = ['AREQ-01']

let last = 0

/** The state is the next number. */
export default () => ({
  newState: () => `sign-in-${String(++last).padStart(6, '0')}`
})
