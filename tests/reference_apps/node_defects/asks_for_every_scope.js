// Asks for every scope first, and for its own when that is refused.

export const killedBy = ['AREQ-08']

/** Ask for much, get much. */
export default (app, ordinary) => ({
  async showPair (visit) {
    const answer = await ordinary.showPair(visit)
    return { ...answer, location: answer.location.replace('measures.write', 'documents.write') }
  },

  showBack: async visit => visit.query.get('error') === 'invalid_scope' ? ordinary.showPair(visit) : ordinary.showBack(visit)
})
