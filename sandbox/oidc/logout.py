"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).

Authlib's endpoint is left aside: it passes over a redirect URI that is not registered without a word, where the person
should be told, and would check the hint with any algorithm that the keys allow.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.hooks import LogoutResponse, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import object_at
from sandbox.json_value import JsonObject
from sandbox.oidc import pages
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.browsers import Browser, Browsers
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.id_token_hint import claims_of_hint
from sandbox.oidc.pairwise import subject
from sandbox.people.people import People
from sandbox.spaces import Space


@dataclass(frozen=True)
class _Asked:
    """A checked logout request; `hint` holds the claims of a genuine ID token of ours, `back` where to go then."""

    client: RegisteredClient | None
    hint: JsonObject | None
    back: LogoutResponse | None


SubjectOf = Callable[[Space, RegisteredClient, str], str | None]


def logout(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Sign the person out: at once if the hint is theirs, after asking them otherwise."""
    return end_session(space, exchange, _subject_of)


def end_session(space: Space, exchange: Exchange, subject_of: SubjectOf) -> ResponseReturnValue:
    """Answer a logout request; `subject_of` gives the `sub` by which a client knows who is signed in."""
    exchange.secret("jwt", request.values.get("id_token_hint", ""))
    try:
        asked = _read(space)
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return pages.refusal(error)
    exchange.note(
        client_id=asked.client.client_id if asked.client else None,
        hint_valid=asked.hint is not None,
        redirect_uri_equal=asked.back is not None,
        state_present="state" in request.values,
    )
    browser = space.part(Browsers).find(pages.browser_cookie(space))
    if browser is None or browser.persona_id is None:
        return _done(exchange, asked)
    theirs = _is_theirs(space, browser, asked, subject_of)
    return _end(space, exchange, browser, asked, unasked=theirs)


def _end(space: Space, exchange: Exchange, browser: Browser, asked: _Asked, *, unasked: bool) -> ResponseReturnValue:
    if not unasked:
        decision = request.form.get("decision") if _confirmed_by_form(browser) else None
        if decision is None:
            fields = [(name, value) for name, value in request.values.items() if name not in {"csrf", "decision"}]
            return pages.page("sign_out.html", fields=[*fields, ("csrf", _csrf(browser))])
        if decision != "sign-out":
            return pages.page("signed_out.html", stayed=True)
    with space.lock:
        if browser.session is not None:
            space.part(Authorizations).end_session(browser.session)
        space.part(Browsers).sign_out(browser)
    answer = _done(exchange, asked)
    pages.delete_cookie(space, answer)
    return answer


def _read(space: Space) -> _Asked:
    values = request.values
    hint = claims_of_hint(space, values["id_token_hint"]) if values.get("id_token_hint") else None
    clients = space.part(Clients)
    named = clients.find(values.get("client_id"))
    hinted = clients.find(str(hint["aud"])) if hint else None
    if values.get("client_id") and (named is None or (hint and hinted != named)):
        raise InvalidRequestError("client_id is unknown, or is not the audience of id_token_hint")
    client = named or hinted
    return _Asked(client, hint, _way_back(client, values.get("post_logout_redirect_uri"), values.get("state")))


def _way_back(client: RegisteredClient | None, uri: str | None, state: str | None) -> LogoutResponse | None:
    if not uri:
        return None
    if client is None:
        raise InvalidRequestError("post_logout_redirect_uri needs id_token_hint or client_id")
    if uri not in client.metadata.post_logout_redirect_uris:
        raise InvalidRequestError("post_logout_redirect_uri is not registered for this client")
    return LogoutResponse(uri, state)


def _is_theirs(space: Space, browser: Browser, asked: _Asked, subject_of: SubjectOf) -> bool:
    """Tell whether the hint speaks of the person signed in here; nobody else's page may sign them out unasked."""
    if asked.hint is None or asked.client is None or browser.persona_id is None:
        return False
    actor = object_at(asked.hint, inferred().holder.actor_claim)  # whoever signed in for the subject
    known = subject_of(space, asked.client, browser.persona_id)
    return known is not None and (actor or asked.hint).get("sub") == known


def _subject_of(space: Space, client: RegisteredClient, persona_id: str) -> str | None:
    persona = space.part(People).find(persona_id)
    return None if persona is None else subject(space, client, persona)


def _csrf(browser: Browser) -> str:
    return hmac.digest(browser.cookie.encode(), b"sign-out", "sha256").hex()


def _confirmed_by_form(browser: Browser) -> bool:
    sent = request.form.get("csrf", "")
    return request.method == "POST" and hmac.compare_digest(sent.encode(), _csrf(browser).encode())


def _done(exchange: Exchange, asked: _Asked) -> Response:
    if asked.back is None:
        return pages.page("signed_out.html", stayed=False)
    back = apply(exchange, "logout_response", asked.back)
    uri = back.redirect_uri
    with_state = "" if back.state is None else f"{'&' if '?' in uri else '?'}{urlencode({'state': back.state})}"
    answer = pages.see_other(uri + with_state)
    answer.autocorrect_location_header = False
    return answer
