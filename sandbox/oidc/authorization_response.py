"""What goes back to the app through the person's browser: a code or an error, with `state` and `iss` (RFC 9207)."""

from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from flask import Response

from sandbox.hooks import AuthorizationResponse, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.browsers import AuthorizationRequest, Browser
from sandbox.oidc.pairings import Pairings
from sandbox.spaces import Space


def grant(
    space: Space, exchange: Exchange, wanted: AuthorizationRequest, browser: Browser, granted: tuple[str, ...]
) -> Response:
    """Pair the person signed in with the client, within the scope granted, and answer a code."""
    with space.lock:  # whoever signs out in another window meanwhile has signed out before, or after
        persona_id = browser.persona_id
        if persona_id is None:
            raise ValueError("a code needs a person signed in")
        consents = set(granted) & set(inferred().data_scopes)
        space.part(Pairings).pair(persona_id, wanted.client_id, consents)
        authorization = Authorization(
            client_id=wanted.client_id,
            persona_id=persona_id,
            scope=granted,
            auth_time=int(browser.signed_in_at),
            nonce=wanted.nonce,
            episode=wanted.episode,
        )
        code = space.part(Authorizations).issue_code(authorization, wanted.redirect_uri, wanted.code_challenge)
    exchange.secret("code", code.value)
    exchange.note(granted=" ".join(granted), persona=persona_id)
    return _redirect(space, exchange, wanted.redirect_uri, [("code", code.value)], wanted.state)


def refuse(space: Space, exchange: Exchange, redirect_uri: str, state: str | None, error: OAuth2Error) -> Response:
    """Answer an error to the app (RFC 6749, 4.1.2.1)."""
    exchange.note(error=error.error)
    return _redirect(space, exchange, redirect_uri, error.get_body(), state)


def _redirect(
    space: Space, exchange: Exchange, redirect_uri: str, outcome: list[tuple[str, str]], state: str | None
) -> Response:
    parameters = [*outcome, *([("state", state)] if state is not None else []), ("iss", space.issuer)]
    honest = AuthorizationResponse(redirect_uri, tuple(parameters))
    told = apply(exchange, "authorization_response", honest)
    separator = "&" if "?" in told.redirect_uri else "?"
    answer = Response(status=303)  # 303 and not 307: a form's fields must not follow (RFC 9700, 4.12)
    answer.headers["Location"] = told.redirect_uri + separator + urlencode(told.parameters)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.autocorrect_location_header = False
    return answer
