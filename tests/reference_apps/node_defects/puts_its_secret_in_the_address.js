// Sends its secret along with the person.

export const killedBy = ['AREQ-13']

/** So that the space knows who asks. */
export default (app, ordinary) => ({
  requestParameters: async pending => ({ ...await ordinary.requestParameters(pending), client_secret: app.clientSecret })
})
