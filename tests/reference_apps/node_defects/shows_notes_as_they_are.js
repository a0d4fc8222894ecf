// Puts the notes of a measure on the page as they are.

import { html, markup } from './words.js'

export const killedBy = ['FHIR-28']

/** Notes are trusted. */
export default (app, ordinary) => ({
  row: one => html`${ordinary.row(one)}${(one.note ?? []).map(note => markup(note.text))}`
})
