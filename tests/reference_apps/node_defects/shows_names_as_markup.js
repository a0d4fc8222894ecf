// Puts the name of the person into the page as it comes.

import { html, markup } from './words.js'

export const killedBy = ['UI-07']

/** Names are harmless. */
export default () => ({
  greeting: name => html`This is the diary of ${markup(name)}.`
})
