"""Sign-in by fhirclient, as its README and its demo in Flask have it: settings, `authorize_url`, `handle_callback`.

`scope` and `app_secret` are settings that it documents. It ignores the ID token, so the name is asked of UserInfo.
"""

import os

from diary import Person, document, list_of_measures, payload, serve
from fhirclient import client
from fhirclient.server import FHIRPermissionDeniedException, FHIRUnauthorizedException
from flask import redirect, request, session
from flask_diary import diary, person, sign_in
from relying_party import Answer, Refused
from requests import HTTPError

settings = {
    "app_id": os.environ["MES_CLIENT_ID"],
    "app_secret": os.environ["MES_CLIENT_SECRET"],
    "api_base": os.environ["MES_FHIR_BASE"] + "/fhir",
    "redirect_uri": os.environ["MES_REDIRECT_URI"],
    "scope": "openid identity measures.read",
}
STATES = {}  # by browser, while the person is at the space
app = diary()


@app.route("/login")
def login():
    """Redirect the person to the space."""
    smart = client.FHIRClient(settings=settings)
    smart.prepare()
    url = smart.authorize_url
    session["pending"] = os.urandom(16).hex()
    STATES[session["pending"]] = smart.state
    return redirect(url)


@app.route("/callback")
def callback():
    """Fetch the tokens."""
    state = STATES.pop(session.pop("pending", ""), None)
    if state is None:
        raise Refused("Aucune connexion n'est en cours dans ce navigateur.")
    kept = {}
    smart = client.FHIRClient(state=state, save_func=lambda state: kept.update(state=state))
    smart.handle_callback(request.url)
    name = smart.server.request_json(os.environ["USERINFO_ENDPOINT"])["name"]
    id_token = smart.launch_context["id_token"]
    claims = payload(id_token)
    return sign_in(Person(name, claims["idpe"], claims["assign_auth"], id_token, kept))


@app.route("/measures")
def measures():
    """Read; a token that has run out is renewed by `reauthorize`."""
    known = person()
    smart = client.FHIRClient(state=known.tokens["state"], save_func=lambda state: known.tokens.update(state=state))

    def get(url, headers):
        try:
            try:
                return Answer(200, smart.server.request_data(url, headers))
            except FHIRUnauthorizedException:
                if not smart.reauthorize():
                    raise
                return Answer(200, smart.server.request_data(url, headers))
        except (FHIRUnauthorizedException, FHIRPermissionDeniedException, HTTPError) as refused:
            return Answer(refused.response.status_code, refused.response.content)

    return document(list_of_measures(known, get))


serve(app)
