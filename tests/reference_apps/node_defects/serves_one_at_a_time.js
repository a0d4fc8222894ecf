// Serves one person at a time.

export const killedBy = ['NET-07']

let turn = Promise.resolve()

/** Each waits for whoever came before. */
export default (app, ordinary) => ({
  answer (visit) {
    turn = turn.then(() => ordinary.answer(visit))
    return turn
  }
})
