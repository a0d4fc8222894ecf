// Takes forms that another site sends.

export const killedBy = ['SES-01', 'SES-05']

/** The cookie goes along from anywhere, and nobody asks where a form comes from. */
export default (app, ordinary) => ({
  isForeign: () => false,
  cookie: (name, value) => ordinary.cookie(name, value).replace('SameSite=Lax', 'SameSite=None')
})
