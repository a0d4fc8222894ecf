"""Sign-in by requests-oauthlib, as its page "Web App Example of OAuth 2 web application flow" has it.

`pkce="S256"` and `include_client_id` are options that its API names: a refresh carries the secret in its body, so the
code does too. The library is of OAuth 2.0 alone: the name is asked of UserInfo.
"""

import os

from diary import Person, document, list_of_measures, payload, serve
from flask import redirect, request, session
from flask_diary import diary, person, sign_in
from relying_party import Answer
from requests_oauthlib import OAuth2Session

client_id = os.environ["MES_CLIENT_ID"]
client_secret = os.environ["MES_CLIENT_SECRET"]
authorization_base_url = os.environ["AUTHORIZATION_ENDPOINT"]
token_url = os.environ["TOKEN_ENDPOINT"]
userinfo_url = os.environ["USERINFO_ENDPOINT"]
app = diary()


def session_of(**options):
    return OAuth2Session(
        client_id, redirect_uri=os.environ["MES_REDIRECT_URI"], scope=["openid", "identity", "measures.read"], **options
    )


@app.route("/login")
def login():
    """Redirect the person to the space."""
    client = session_of(pkce="S256")
    authorization_url, state = client.authorization_url(authorization_base_url)
    session["oauth_state"] = state
    session["oauth_code_verifier"] = client._code_verifier
    return redirect(authorization_url)


@app.route("/callback")
def callback():
    """Fetch the tokens."""
    client = session_of(state=session["oauth_state"])
    token = client.fetch_token(
        token_url,
        client_secret=client_secret,
        include_client_id=True,
        code_verifier=session["oauth_code_verifier"],
        authorization_response=request.url.replace("http:", "https:", 1),
    )
    name = client.get(userinfo_url).json()["name"]
    claims = payload(token["id_token"])
    return sign_in(Person(name, claims["idpe"], claims["assign_auth"], token["id_token"], token))


@app.route("/measures")
def measures():
    """Read with automatic refresh, the library's third and recommended way."""
    known = person()
    client = session_of(
        token=known.tokens,
        auto_refresh_url=token_url,
        auto_refresh_kwargs={"client_id": client_id, "client_secret": client_secret},
        token_updater=lambda token: setattr(known, "tokens", token),
    )

    def get(url, headers):
        answer = client.get(url, headers=headers)
        return Answer(answer.status_code, answer.content)

    return document(list_of_measures(known, get))


serve(app)
