// Sends the person, once signed in, wherever the link said.

export const killedBy = ['ARSP-20']

const wishes = new Map() // by state

/** A parameter `next`, followed as it stands. */
export default (app, ordinary) => ({
  async showPair (visit) {
    const answer = await ordinary.showPair(visit)
    wishes.set(new URL(answer.location).searchParams.get('state'), visit.query.get('next') ?? '/me')
    return answer
  },

  welcome: (visit, pairing) => ({ ...ordinary.welcome(visit, pairing), location: wishes.get(visit.query.get('state')) })
})
