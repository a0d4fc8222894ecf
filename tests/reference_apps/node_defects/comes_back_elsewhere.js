// Asks for the answer at an address that it has not registered, when it has to ask again.

export const killedBy = ['AREQ-05']

/** Another address for the second try. */
export default (app, ordinary) => ({
  async showBack (visit) {
    if (visit.query.get('error') !== 'login_required') return ordinary.showBack(visit)
    const answer = await app.showPair(visit)
    return { ...answer, location: answer.location.replace('%2Fback', '%2Fback%2Fsecond') }
  }
})
