// Puts the words of a refusal on the page as they are.

import { page } from './pages.js'
import { html, markup } from './words.js'

export const killedBy = ['FHIR-13']

/** Messages of the space are trusted. */
export default () => ({
  explained: error => page(html`${markup(error.message)} <a href="/">Home</a>`, { status: 400 })
})
