// What people are told, and how text becomes part of a page.

/** The app refuses what it received; the message is for the person. */
export class Refused extends Error {}

class Markup {
  constructor (text) {
    this.text = text
  }

  toString () {
    return this.text
  }
}

/** Markup that is ours. */
export const markup = text => new Markup(text)

/** A template whose values are escaped, unless they are markup already; a list is joined. */
export function html (strings, ...values) {
  const shown = values.flatMap((value, number) => [strings[number], ...[value].flat().map(escaped)])
  return markup([...shown, strings.at(-1)].join(''))
}

function escaped (value) {
  if (value instanceof Markup) return value.text
  return String(value).replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
