// Repeats a call that met a server error, eight times and at once.

export const killedBy = ['DISC-04', 'NET-04', 'NET-05', 'NET-15', 'TOK-03']

/** It will come back if one insists. */
export default (app, ordinary) => ({
  async call (...asked) {
    let answer = await ordinary.call(...asked)
    for (let again = 0; again < 8 && answer.status >= 500; again++) answer = await ordinary.call(...asked)
    return answer
  }
})
