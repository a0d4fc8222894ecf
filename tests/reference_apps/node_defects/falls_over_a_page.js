// Falls over an answer that is not JSON, and shows where.

import { page } from './pages.js'
import { html } from './words.js'

export const killedBy = ['TOK-07']

/** An error that nobody expected. */
export default (app, ordinary) => ({
  explained (error) {
    return error.cause instanceof SyntaxError ? page(html`<pre>${error.stack}</pre>`, { status: 500 }) : ordinary.explained(error)
  }
})
