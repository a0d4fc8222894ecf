// What can be read of an Observation that somebody else wrote, and how it is put to a person. Pure.

const LIMITS = { '<': 'less than ', '<=': 'at most ', '>': 'more than ', '>=': 'at least ' }
const PARIS = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', dateStyle: 'long' })

/** What is at the end of these names, if the way leads there. */
export function at (node, ...names) {
  return names.reduce((found, name) => typeof found === 'object' && found !== null ? found[name] ?? undefined : undefined, node)
}

/** The list of that name; an empty one when there is none. */
export function list (node, name) {
  const found = at(node, name)
  return Array.isArray(found) ? found : []
}

/** Whether it is a body weight by the system that the code belongs to (FHIR R4 Coding). */
export function isWeight (one) {
  return list(at(one, 'code'), 'coding').some(coding => coding?.system === 'http://loinc.org' && coding.code === '29463-7')
}

/** The day in Paris; of a partial date what is known of it. */
export function day (one) {
  const written = at(one, 'effectiveDateTime')
  if (typeof written !== 'string') return 'unknown date'
  if (!written.includes('T')) return written
  const instant = new Date(written)
  return Number.isNaN(instant.getTime()) ? 'unknown date' : PARIS.format(instant)
}

/** The value as it was written, with its unit and with what limits it. */
export function amount (one) {
  const { value, comparator, unit, code } = at(one, 'valueQuantity') ?? {}
  if (typeof value !== 'number') return 'no value given'
  return `${LIMITS[comparator] ?? ''}${value} ${unit || code || '(unknown unit)'}`
}
