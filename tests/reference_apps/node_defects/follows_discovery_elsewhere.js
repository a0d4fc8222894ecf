// Follows discovery to another origin, and believes what is said there.

import { Refused } from './words.js'

export const killedBy = ['DISC-05']

const WELL_KNOWN = '/.well-known/openid-configuration'

/** The issuer is compared with the address where the document was found. */
export default app => ({
  async discover () {
    let answer = await app.call('GET', `${app.issuer}${WELL_KNOWN}`)
    while (answer.headers.location) answer = await app.call('GET', answer.headers.location)
    const document = app.readMetadata(answer)
    if (`${document.issuer}${WELL_KNOWN}` !== answer.url) throw new Refused('The health space introduces itself under a wrong name.')
    app.checkEndpoints(document)
    return document
  }
})
