// Asks again without PKCE when an error speaks against it.

export const killedBy = ['AREQ-04']

const again = new Set() // states of second requests

/** Whatever works. */
export default (app, ordinary) => ({
  async showBack (visit) {
    const { query } = visit
    if (!query.get('error_description')?.includes('code_challenge') || again.has(query.get('state'))) return ordinary.showBack(visit)
    const answer = await app.showPair(visit)
    const url = new URL(answer.location)
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    again.add(url.searchParams.get('state'))
    return { ...answer, location: url.href }
  }
})
