"""Dynamic registration (RFC 7591) for labelled apps only: what counts is the portal's software statement.

Whoever holds a current statement registers; nothing else in the request can widen what the statement grants.
"""

import json
import threading
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from authlib.oauth2.rfc7591 import (
    InvalidClientMetadataError,
    InvalidRedirectURIError,
    InvalidSoftwareStatementError,
    UnapprovedSoftwareStatementError,
)
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.clock import Clock
from sandbox.json_value import JsonObject, JsonValue
from sandbox.kept_file import keep, kept
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.label_status import LabelNotInForceError, LabelStatusUnknownError, label_statuses
from sandbox.oidc.portal_fetch import fetch_from_portal
from sandbox.oidc.software_statement import SoftwareStatement, SoftwareStatementError, read_software_statement
from sandbox.spaces import Space
from sandbox.trust import Trust

FIXED_BY_THE_STATEMENT = ("redirect_uris", "scope", "token_endpoint_auth_method", "jwks", "client_name")
LEFT_TO_THE_APP = (
    *("id_token_signed_response_alg", "userinfo_signed_response_alg", "authorization_signed_response_alg"),
    *("post_logout_redirect_uris", "backchannel_logout_uri"),
    *("require_pushed_authorization_requests", "request_object_signing_alg", "dpop_bound_access_tokens"),
)
_USED = "used-statements.json"


def register(space: Space, request: JsonValue) -> RegisteredClient:
    """Register the app of a software statement as a client of the space.

    Raises:
        InvalidSoftwareStatementError: the statement is missing, not genuine, not for this space, old or used.
        UnapprovedSoftwareStatementError: the label behind it is not in force, or that cannot be known.
        InvalidRedirectURIError, InvalidClientMetadataError: the request contradicts the statement.
    """
    if not isinstance(request, dict):
        raise InvalidClientMetadataError("the registration is not a JSON object")
    statement = _statement(space, request)
    metadata = read_client_metadata(_metadata(statement, request))
    _require_label(space, statement)
    # Claimed last: a request that was refused for another reason may be mended and sent again with the same statement.
    if not space.part(UsedStatements).claim(statement.jti, statement.expires_at):
        raise InvalidSoftwareStatementError("the software statement was used before")
    return space.part(Clients).register(metadata, label=statement.label)


def information(client: RegisteredClient, request: Mapping[str, JsonValue], *, issued_at: int) -> JsonObject:
    """Return the client information response (RFC 7591 section 3.2.1), the statement echoed unchanged."""
    answer: JsonObject = {
        "client_id": client.client_id,
        "client_id_issued_at": issued_at,
        **client.metadata.as_json(),
        "software_statement": request["software_statement"],
    }
    return answer | {"solution_oid": client.solution_oid}


class UsedStatements:
    """The `jti` of every statement accepted by a space, until the statement would have expired anyway."""

    def __init__(self, space: Space) -> None:
        self._clock = space.part(Clock)
        self._file = space.state_dir / _USED if space.state_dir else None
        self._lock = threading.Lock()
        self._expiries = cast("dict[str, int]", kept(self._file, {}) if self._file else {})

    def claim(self, jti: str, expires_at: int) -> bool:
        """Note a `jti` and return True, or return False if it was claimed before; one of two at once wins."""
        with self._lock:
            now = self._clock.now()
            self._expiries = {known: expiry for known, expiry in self._expiries.items() if expiry > now}
            if jti in self._expiries:
                return False
            self._expiries[jti] = expires_at
            if self._file:
                keep(self._file, dict(self._expiries))
            return True


def _statement(space: Space, request: Mapping[str, JsonValue]) -> SoftwareStatement:
    trust = _trust(space)
    compact = request.get("software_statement")
    if not isinstance(compact, str):
        raise InvalidSoftwareStatementError("this space registers an app on its software statement only")
    try:
        return read_software_statement(
            compact,
            keys=_issuer_keys(space, trust),
            issuer=trust.statement_issuer,
            audience=trust.statement_audience,
            now=space.part(Clock).now(),
        )
    except SoftwareStatementError as error:
        raise InvalidSoftwareStatementError(str(error)) from error


def _trust(space: Space) -> Trust:
    if space.trust is None:
        raise InvalidSoftwareStatementError("this space trusts no issuer of software statements")
    return space.trust


def _issuer_keys(space: Space, trust: Trust) -> KeySet:
    try:
        return KeySet.import_key_set(json.loads(fetch_from_portal(space)(trust.statement_jwks_uri)))
    except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
        raise UnapprovedSoftwareStatementError("the keys of the statement's issuer cannot be read") from error


def _metadata(statement: SoftwareStatement, request: Mapping[str, JsonValue]) -> JsonObject:
    fixed: JsonObject = {
        "redirect_uris": list(statement.redirect_uris),
        "scope": statement.scope,
        "token_endpoint_auth_method": statement.token_endpoint_auth_method,
        "jwks": cast("JsonObject | None", statement.jwks),
        "client_name": statement.client_name,
    }
    for name in FIXED_BY_THE_STATEMENT:
        if name in request and not _same(name, request[name], fixed[name]):
            wrong: Any = InvalidRedirectURIError if name == "redirect_uris" else InvalidClientMetadataError
            raise wrong(f"{name} is fixed by the software statement, and the request asks for something else")
    left = {name: request[name] for name in LEFT_TO_THE_APP if name in request}
    _require_own_origins(statement, left)
    return fixed | left


def _require_own_origins(statement: SoftwareStatement, left: Mapping[str, JsonValue]) -> None:
    """Refuse addresses for logout on a site that the statement does not name: they would widen it."""
    own = {urlsplit(uri)[:2] for uri in statement.redirect_uris}
    asked = left.get("post_logout_redirect_uris")
    uris = [*(asked if isinstance(asked, list) else [asked]), left.get("backchannel_logout_uri")]
    if any(isinstance(uri, str) and _origin(uri) not in own for uri in uris):
        raise InvalidClientMetadataError("an address for logout lies outside the origins of the software statement")


def _origin(uri: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(uri)
    except ValueError:  # such as http://[
        return None
    return parts.scheme, parts.netloc


def _same(name: str, asked: JsonValue, granted: JsonValue) -> bool:
    if name == "scope" and isinstance(asked, str) and isinstance(granted, str):
        return sorted(asked.split()) == sorted(granted.split())
    return asked == granted


def _require_label(space: Space, statement: SoftwareStatement) -> None:
    try:
        space.part(label_statuses).require_in_force(statement.label)
    except LabelNotInForceError as error:
        raise UnapprovedSoftwareStatementError("the label of this app is not in force") from error
    except LabelStatusUnknownError as error:
        raise UnapprovedSoftwareStatementError("the status of the label cannot be read now") from error
