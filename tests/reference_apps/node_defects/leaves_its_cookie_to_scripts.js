// Sets a session cookie that scripts can read.

export const killedBy = ['SES-01']

/** HttpOnly was forgotten. */
export default (app, ordinary) => ({
  cookie: (name, value) => ordinary.cookie(name, value).replace('; HttpOnly', '')
})
