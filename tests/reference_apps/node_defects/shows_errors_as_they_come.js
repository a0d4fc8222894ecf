// Shows the description of an error as it came.

import { page } from './pages.js'
import { markup } from './words.js'

export const killedBy = ['ARSP-11']

/** The space will know what to say. */
export default (app, ordinary) => ({
  async showBack (visit) {
    const words = visit.query.get('error_description')
    return words === null ? ordinary.showBack(visit) : page(markup(words), { status: 400 })
  }
})
