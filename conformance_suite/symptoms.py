"""What the events of an honest play tell about why it did not work: set-up or app? Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.model import Manifest

ERROR = 400


@dataclass(frozen=True)
class Symptom:
    """What was seen, and what to look at first."""

    seen: str
    hint: str


def sign_in_symptom(problem: str, events: Sequence[JsonObject], manifest: Manifest) -> Symptom:
    """Why nobody could sign in, from what the space and the driver saw."""
    if problem == "always_signed_in":
        seen = "the session page says that the person is signed in before they are"
        return Symptom(seen, "journeys.session.signed_in must hold only for that person: contains: '{persona_name}'")
    if problem == "session_unreadable":
        return Symptom(f"the session page could not be read ({_last_error(events)})", _session_hint(manifest))
    return _distrust(events) or _no_contact(events) or _refusal(events) or _unfinished(events, manifest)


def _distrust(events: Sequence[JsonObject]) -> Symptom | None:
    for event in _of_kind(events, "handshake"):
        alert = event.get("alert")
        if event.get("outcome") != "completed" and alert:
            hint = (
                "let its HTTP client trust {ca_bundle}: SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS are set"
            )
            return Symptom(f"the app does not trust the private authority of the space (TLS alert {alert})", hint)
    return None


def _no_contact(events: Sequence[JsonObject]) -> Symptom | None:
    seen = {str(event.get("endpoint")) for event in _of_kind(events, "exchange")}
    if not seen:
        hint = "does journeys.login begin the sign-in, and is the issuer given (target.env, {issuer}, MES_ISSUER)?"
        return Symptom(f"the app never contacted the space ({_journey_end(events)})", hint)
    if not seen & {"authorize", "pushed_authorization_request"}:
        hint = "journeys.login must end on the page of the space; does it need a form (submit) or another path?"
        return Symptom(f"the login journey did not lead to the space ({_journey_end(events)})", hint)
    return None


def _refusal(events: Sequence[JsonObject]) -> Symptom | None:
    for endpoint, hint in _HINTS.items():
        for event in _of_kind(events, "exchange"):
            status = _status(event)
            if event.get("endpoint") == endpoint and status is not None and status >= ERROR:
                return Symptom(f"the space refused the {endpoint} request with {status} {_error(event)}".rstrip(), hint)
    return None


_HINTS = {
    "pushed_authorization_request": "authenticate as at the token endpoint; compare what it asks with client.scope",
    "authorize": "compare client.redirect_uris and client.scope with what the app sends",
    "token": "compare client.token_endpoint_auth_method with how the app authenticates, and its id and secret",
    "userinfo": "the access token goes in the Authorization header",
    "jwks": "the app must take jwks_uri from the discovery document",
}


def _unfinished(events: Sequence[JsonObject], manifest: Manifest) -> Symptom:
    endpoints = [str(event.get("endpoint")) for event in _of_kind(events, "exchange")]
    if "token" not in endpoints:
        hint = "does the app handle its redirect URI? Its log is in the run directory"
        return Symptom(f"the app never exchanged a code ({_journey_end(events)})", hint)
    seen = "the tokens were given, and the session page does not show the person"
    return Symptom(seen, _session_hint(manifest))


def _session_hint(manifest: Manifest) -> str:
    session = manifest.session
    page = session.path if session else "?"
    conditions = [] if session is None else [f"status {session.status}"] * (session.status is not None)
    if session is not None and session.contains is not None:
        conditions.append(f"contains {session.contains!r}")
    return f"journeys.session reads {page} and asks: {', '.join(conditions)}"


def _of_kind(events: Sequence[JsonObject], kind: str) -> list[JsonObject]:
    return [event for event in events if event.get("kind") == kind]


def _journey_end(events: Sequence[JsonObject]) -> str:
    journeys = _of_kind(events, "journey")
    visits = _of_kind(events, "visit")
    reason = journeys[-1].get("reason") if journeys else None
    status = _status(visits[-1]) if visits else None
    return str(reason) if reason else f"the last page of the app had status {status}"


def _last_error(events: Sequence[JsonObject]) -> str:
    visits = _of_kind(events, "visit")
    if not visits:
        return "it was not asked"
    return str(visits[-1].get("error") or f"status {_status(visits[-1])}")


def _status(event: JsonObject) -> int | None:
    response = event.get("response")
    status = response.get("status") if isinstance(response, dict) else None
    return status if isinstance(status, int) else None


def _error(event: JsonObject) -> str:
    facts = event.get("facts")
    error: JsonValue = facts.get("error") if isinstance(facts, dict) else None
    return str(error) if error else ""
