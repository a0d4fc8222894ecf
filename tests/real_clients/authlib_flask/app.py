"""Sign-in by Authlib, as its page "Flask OAuth Client" has it for OpenID Connect.

`code_challenge_method` is the option that its page on PKCE names.
"""

import os

from authlib.integrations.flask_client import OAuth
from diary import Person, document, list_of_measures, serve
from flask_diary import diary, person, sign_in
from relying_party import Answer

app = diary()
oauth = OAuth(app)
oauth.register(
    "space",
    client_id=os.environ["MES_CLIENT_ID"],
    client_secret=os.environ["MES_CLIENT_SECRET"],
    server_metadata_url=os.environ["MES_ISSUER"] + "/.well-known/openid-configuration",
    client_kwargs={"scope": "openid identity measures.read", "code_challenge_method": "S256"},
    fetch_token=lambda: person().tokens,
    update_token=lambda token, refresh_token=None, access_token=None: person().tokens.update(token),
)


@app.route("/login")
def login():
    """Redirect the person to the space."""
    return oauth.space.authorize_redirect(os.environ["MES_REDIRECT_URI"])


@app.route("/callback")
def authorize():
    """Fetch the tokens; Authlib parses the ID token into `userinfo`."""
    token = oauth.space.authorize_access_token()
    user = token["userinfo"]
    return sign_in(Person(user["name"], user["idpe"], user["assign_auth"], token["id_token"], token))


@app.route("/measures")
def measures():
    """Read with the tokens of the person, refreshed by Authlib when they have run out."""

    def get(url, headers):
        answer = oauth.space.get(url, headers=headers)
        return Answer(answer.status_code, answer.content)

    return document(list_of_measures(person(), get))


serve(app)
