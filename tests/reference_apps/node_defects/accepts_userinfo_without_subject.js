// Compares the subject of UserInfo only when there is one.

export const killedBy = ['UI-02']

/** No subject is as good as the right one. */
export default (app, ordinary) => ({
  checkSameSubject (pairing, told) {
    if ('sub' in told) ordinary.checkSameSubject(pairing, told)
  }
})
