// Repeats the code in the URL of the token request, where logs keep it.

export const killedBy = ['TOK-21']

/** The form travels twice: in the body and in the query. */
export default (app, ordinary) => ({
  call (method, url, headers, body) {
    const form = new URLSearchParams(body)
    if (form.get('grant_type') === 'authorization_code') url += `?${new URLSearchParams({ code: form.get('code') })}`
    return ordinary.call(method, url, headers, body)
  }
})
