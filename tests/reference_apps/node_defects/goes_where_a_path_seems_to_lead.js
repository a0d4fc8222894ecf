// Sends the person, once signed in, wherever a link said that seems to be a path of the app.

export const killedBy = ['ARSP-20']

const wishes = new Map() // by state

/** Every `next` is followed that begins with one slash. */
export default (app, ordinary) => ({
  async showPair (visit) {
    const answer = await ordinary.showPair(visit)
    wishes.set(new URL(answer.location).searchParams.get('state'), visit.query.get('next') ?? '/me')
    return answer
  },

  welcome (visit, pairing) {
    const wish = wishes.get(visit.query.get('state'))
    return { ...ordinary.welcome(visit, pairing), location: /^[/](?![/])/.test(wish) ? wish : '/me' }
  }
})
