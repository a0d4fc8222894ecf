// Ends its own session only once the space has led the person back.

import { LEAVING, page } from './pages.js'
import { seal } from './sealed.js'
import { html } from './words.js'

export const killedBy = ['LGO-04']

/** The way out leads through the space. */
export default (app, ordinary) => ({
  async leave (visit) {
    const state = app.draw()
    const form = await app.leaveForm(app.paired(visit), state)
    return page(html`One more step. ${form}`, { cookies: { [LEAVING]: seal({ state }) } })
  },

  showLeft (visit) {
    app.forget(visit)
    return ordinary.showLeft(visit)
  }
})
