// Puts the narrative of a measure on the page as it is.

import { html, markup } from './words.js'

export const killedBy = ['FHIR-27']

/** Narratives are trusted. */
export default (app, ordinary) => ({
  row: one => html`${ordinary.row(one)}${markup(one.text?.div ?? '')}`
})
