// Takes any event that the space tells of for a logout.

import { Refused } from './words.js'

export const killedBy = ['LGO-11']

/** The name of the event is never looked at. */
export default () => ({
  checkEvents ({ events }) {
    if (!events) throw new Refused('This is not about a logout.')
  }
})
