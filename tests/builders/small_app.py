"""A small app of a newcomer, on Authlib: it signs people in with what the console says, and checks what it gets."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from builders.listening import listening
from flask import Flask, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from werkzeug.wrappers import Response


@contextmanager
def small_app(port: int, told: Mapping[str, str]) -> Iterator[None]:
    """Serve the app on a port of loopback; `told` are the variables that the console gave for it."""
    server = make_server("127.0.0.1", port, _app(told), threaded=True)
    with listening(server):
        yield


def _app(told: Mapping[str, str]) -> Flask:
    app = Flask("small_app")
    discovery = requests.get(
        f"{told['MES_ISSUER']}/.well-known/openid-configuration", verify=told["SSL_CERT_FILE"], timeout=60
    ).json()
    waiting: dict[str, tuple[str, str]] = {}

    def client(**more: Any) -> OAuth2Session:  # noqa: ANN401 - Authlib's
        made = OAuth2Session(
            told["MES_CLIENT_ID"],
            told["MES_CLIENT_SECRET"],
            scope="openid identity measures.read",
            redirect_uri=told["MES_REDIRECT_URI"],
            code_challenge_method="S256",
            **more,
        )
        made.verify, made.trust_env = told["SSL_CERT_FILE"], False
        return made

    @app.get("/")
    def begin() -> Response:
        verifier, nonce = secrets.token_urlsafe(40), secrets.token_urlsafe(16)
        url, state = client().create_authorization_url(
            discovery["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        waiting[state] = (verifier, nonce)
        return redirect(url)

    @app.get("/callback")
    def end() -> str:
        verifier, nonce = waiting.pop(request.args["state"])
        answer = client().fetch_token(
            discovery["token_endpoint"], code=request.args["code"], code_verifier=verifier, timeout=60
        )
        keys = requests.get(discovery["jwks_uri"], verify=told["SSL_CERT_FILE"], timeout=60).json()
        claims = jwt.decode(answer["id_token"], KeySet.import_key_set(keys), algorithms=["RS256"]).claims
        if claims.get("nonce") != nonce:
            return "<h1>Refused: the nonce is not ours</h1>"
        return f"<h1>Welcome, {claims['name']}</h1>"

    return app
