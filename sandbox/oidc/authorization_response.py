"""What goes back to the app through the person's browser: a code or an error, with `state` and `iss` (RFC 9207)."""

from dataclasses import replace
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError
from flask import Response

from sandbox.hooks import AuthorizationResponse, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorizations import Authorization, Authorizations
from sandbox.oidc.bearer import whose
from sandbox.oidc.browsers import AuthorizationRequest, Browser, WayBack
from sandbox.oidc.issued_values import new_value
from sandbox.oidc.pages import see_other
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.signed_response import sign_response
from sandbox.oidc.standing import pairing_in_force
from sandbox.people.mandates import Mandate, Mandates
from sandbox.spaces import Space


def grant(
    space: Space,
    exchange: Exchange,
    wanted: AuthorizationRequest,
    browser: Browser,
    granted: tuple[str, ...],
    *,
    mandate: Mandate,
) -> Response:
    """Pair a person with the client, within the scope granted, and answer a code.

    Whoever is signed in does so by their mandate: for themselves, or for somebody whom they act for.

    Raises:
        AccessDeniedError: they may not any more.
    """
    with space.lock:
        if mandate not in space.part(Mandates).pairable(browser.persona_id):
            raise AccessDeniedError("this space cannot be paired any more")
        earlier = pairing_in_force(space, mandate.holder_id, wanted.client_id)
        others = earlier.mandates if earlier else ()
        mandates = (*(one for one in others if one != mandate and space.part(Mandates).holds(one)), mandate)
        consents = set(granted) & set(inferred().data_scopes)
        space.part(Pairings).pair(mandate.holder_id, wanted.client_id, consents, mandates)
        return answer_code(space, exchange, wanted, browser, granted, mandate=mandate)


def answer_code(
    space: Space,
    exchange: Exchange,
    wanted: AuthorizationRequest,
    browser: Browser,
    granted: tuple[str, ...],
    *,
    mandate: Mandate | None = None,
) -> Response:
    """Answer a code for what whoever is signed in lets the client have; `mandate` if it is about a health space."""
    with space.lock:  # whoever signs out in another window meanwhile has signed out before, or after
        if browser.persona_id is None:
            raise ValueError("a code needs a person signed in")
        authorization = Authorization(
            client_id=wanted.client_id,
            persona_id=mandate.holder_id if mandate else browser.persona_id,
            scope=granted,
            auth_time=int(browser.signed_in_at),
            nonce=wanted.nonce,
            episode=wanted.episode,
            authentication=browser.authentication,
            mandate=mandate,
            session=None if mandate else browser.session,
        )
        code = space.part(Authorizations).issue_code(
            authorization,
            wanted.redirect_uri,
            wanted.code_challenge,
            value=new_value(exchange, "code"),
            jkt=wanted.dpop_jkt,
        )
    exchange.secret("code", code.value)
    exchange.note(granted=" ".join(granted), **whose(authorization))
    return redirect(space, exchange, wanted.way_back, [("code", code.value)])


def refuse(space: Space, exchange: Exchange, back: WayBack, error: OAuth2Error) -> Response:
    """Answer an error to the app (RFC 6749, 4.1.2.1)."""
    exchange.note(error=error.error)
    return redirect(space, exchange, back, error.get_body())


def redirect(space: Space, exchange: Exchange, back: WayBack, outcome: list[tuple[str, str]]) -> Response:
    """Send the browser back to the app with an outcome, the state that it gave and who answers (RFC 9207).

    Whatever is wrong with the parameters is wrong before they are signed, where they are (JARM).
    """
    parameters = [*outcome, *([("state", back.state)] if back.state is not None else []), ("iss", space.issuer)]
    honest = AuthorizationResponse(back.redirect_uri, tuple(parameters))
    told = apply(exchange, "authorization_response", honest)
    if back.signed_with is not None:
        signed = sign_response(space, exchange, told.parameters, audience=back.client_id, algorithm=back.signed_with)
        told = replace(told, parameters=signed)
    answer = see_other(_address(told))
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.autocorrect_location_header = False
    return answer


def _address(response: AuthorizationResponse) -> str:
    if not response.parameters:
        return response.redirect_uri
    begins = "?" if "?" not in response.redirect_uri else "&"
    return response.redirect_uri + ("#" if response.part == "fragment" else begins) + urlencode(response.parameters)
