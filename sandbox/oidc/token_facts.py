"""What a judge must know of a token request and could not recompute from a redacted journal."""

import hmac

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from werkzeug.datastructures import MultiDict

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import AuthorizationCode, Authorizations
from sandbox.oidc.bearer import whose
from sandbox.spaces import Space

_SECRETS = {"code": "code", "refresh_token": "refresh_token", "code_verifier": "verifier", "token": "access_token"}
_BODY_ONLY = ("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "client_id", "client_secret")


def note_token_request(space: Space, exchange: Exchange, form: MultiDict[str, str], query: MultiDict[str, str]) -> None:
    """Note the facts of a token request, count the use of its code, attribute the exchange by code or refresh token."""
    for parameters in (form, query):
        for name, kind in _SECRETS.items():
            for value in parameters.getlist(name):
                exchange.secret(kind, value)
    authorizations = space.part(Authorizations)
    code = authorizations.code(form.get("code"))
    refresh_token = authorizations.refresh_token(form.get("refresh_token"))
    issued = code or refresh_token
    exchange.attribute(issued.authorization.episode if issued else None)
    exchange.note(
        grant_type=form.get("grant_type"),
        parameters_in="query" if any(name in query for name in _BODY_ONLY) else "body",
        **(whose(issued.authorization) if issued else {"persona": None}),
    )
    if "code" in form:
        exchange.note(**_code_facts(form, code))
    if "refresh_token" in form:
        exchange.note(refresh_use=refresh_token.use(space.part(Clock).now()) if refresh_token else "unknown")


def _code_facts(form: MultiDict[str, str], code: AuthorizationCode | None) -> JsonObject:
    verifier = form.get("code_verifier")
    if code is not None:
        code.presented += 1
    return {
        "code_use": "unknown" if code is None else "first" if code.presented == 1 else "again",
        "code_uses": code.presented if code else 0,
        "redirect_uri_equal": code is not None and form.get("redirect_uri") == code.redirect_uri,
        "verifier_present": verifier is not None,
        "verifier_length": None if verifier is None else len(verifier),
        "verifier_matches": _matches(verifier, code),
    }


def _matches(verifier: str | None, code: AuthorizationCode | None) -> bool | None:
    """Tell whether the verifier is that of the challenge; None when one of the two is missing."""
    if verifier is None or code is None or code.code_challenge is None:
        return None
    if not verifier.isascii():
        return False
    return hmac.compare_digest(create_s256_code_challenge(verifier), code.code_challenge)
