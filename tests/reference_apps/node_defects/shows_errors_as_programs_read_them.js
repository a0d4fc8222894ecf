// Its error pages have the error as a program would read it, beside a sentence and a way back.

import { html } from './words.js'

export const killedBy = ['UX-01']

/** Nobody took it out after the first tries. */
export default (app, ordinary) => ({
  explained (error) {
    const explained = ordinary.explained(error)
    const thrown = JSON.stringify({ error: 'refused', error_description: error.message })
    return { ...explained, body: html`${explained.body}<pre>${thrown}</pre>` }
  }
})
