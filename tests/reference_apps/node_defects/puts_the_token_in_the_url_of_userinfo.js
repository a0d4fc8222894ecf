// Shows its access token in the URL of UserInfo too.

export const killedBy = ['UI-08']

/** Twice is safer. */
export default app => ({
  async userInfo ({ accessToken }) {
    const { userinfo_endpoint: address } = await app.metadata()
    return app.call('GET', `${address}?access_token=${accessToken}`, { authorization: `Bearer ${accessToken}` })
  }
})
