"""What a manifest declares, held against itself, the clock and what the app was seen to do. Pure.

What contradicts is a matter of the set-up: it is told before any case is played, and is not taken for the app's fault.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from conformance_suite.sign import Sign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from conformance_suite.json_value import JsonObject
    from conformance_suite.manifest.model import Manifest

MOST_SKEW = 30  # seconds between two clocks that tokens of a few minutes bear
JOURNEYS = {
    ("measures", "read"): "read_measures",
    ("measures", "write"): "write_measure",
    ("documents", "read"): "read_documents",
    ("documents", "write"): "send_document",
    ("agenda", "read"): "read_appointments",
    ("agenda", "write"): "book_appointment",
    ("messages", "read"): "read_messages",
    ("messages", "write"): "send_message",
}
ENDPOINTS = {
    "measures_read": ("measures", "read"),
    "measures_write": ("measures", "write"),
}


def contradictions(manifest: Manifest) -> Iterator[Sign]:
    """What the manifest says in one place and takes back in another; one good sign when there is nothing such."""
    scopes = _declared_scopes(manifest)
    found = [
        sign
        for family, ways in manifest.app.exchanges.items()
        for way in ways
        for sign in _exchange(manifest, family, way, scopes)
    ]
    yield from found or [Sign(well=True, seen="scopes and journeys are those of the declared exchanges")]


def clock(events: Sequence[JsonObject]) -> Iterator[Sign]:
    """How far the app's clock is from ours, as far as its answers tell the time (`Date`, RFC 9110 6.6.1)."""
    skews = [skew for event in events if event.get("kind") == "visit" and (skew := _skew(event)) is not None]
    if not skews:
        return
    skew = min(skews, key=abs)
    if abs(skew) <= MOST_SKEW:
        yield Sign(well=True, seen=f"the clock of the app agrees with ours to {MOST_SKEW} s")
        return
    way = "ahead of" if skew > 0 else "behind"
    yield Sign(
        well=False, seen=f"the clock of the app is {abs(skew):.0f} s {way} ours", hint="tokens look expired to it: NTP"
    )


def observed(manifest: Manifest, events: Sequence[JsonObject]) -> Iterator[Sign]:
    """What the app did in honest plays and did not declare; one good sign when it kept to its word."""
    found = [
        *_scopes(manifest, events),
        *_authentication(manifest, events),
        *_exchanges(manifest, events),
        *_signed_responses(manifest, events),
    ]
    yield from found or [Sign(well=True, seen="the app does what the manifest declares, and no more")]


def _exchange(manifest: Manifest, family: str, way: str, scopes: frozenset[str]) -> Iterator[Sign]:
    if f"{family}.{way}" not in scopes:
        hint = f"add it to client.scope, or take {way} out of app.exchanges.{family}"
        yield Sign(
            well=False, seen=f"the exchange {family}: {way} is declared without the scope {family}.{way}", hint=hint
        )
    journey = JOURNEYS.get((family, way))
    if journey is not None and not manifest.declares(journey):
        hint = f"what does a person do in the app for that? Without it the cases on {family} are inconclusive"
        yield Sign(well=False, seen=f"the exchange {family}: {way} is declared without a journey {journey}", hint=hint)


def _scopes(manifest: Manifest, events: Sequence[JsonObject]) -> Iterator[Sign]:
    asked = {
        scope for event in _exchanges_at(events, "authorize") for scope in str(_fact(event, "scope") or "").split()
    }
    beyond = sorted(asked - _declared_scopes(manifest))
    if beyond:
        hint = "declare it in client.scope, or do not ask for it"
        yield Sign(well=False, seen=f"the app asks for scopes that client.scope lacks: {' '.join(beyond)}", hint=hint)


def _authentication(manifest: Manifest, events: Sequence[JsonObject]) -> Iterator[Sign]:
    declared = str(manifest.client.metadata.get("token_endpoint_auth_method") or "client_secret_basic")
    used = {str(method) for event in _exchanges_at(events, "token") if (method := _fact(event, "client_auth"))}
    other = sorted(used - {declared})
    if other:
        seen = f"the app authenticates at the token endpoint by {', '.join(other)}, and registered {declared}"
        yield Sign(well=False, seen=seen, hint="client.token_endpoint_auth_method is what the app's library must use")


def _exchanges(manifest: Manifest, events: Sequence[JsonObject]) -> Iterator[Sign]:
    for endpoint, (family, way) in ENDPOINTS.items():
        declared = way in manifest.app.exchanges.get(family, ())
        if not declared and any(True for _event in _exchanges_at(events, endpoint)):
            seen = f"the app was seen to {way} {family}, which app.exchanges does not declare"
            yield Sign(well=False, seen=seen, hint="what is exchanged decides which requirements apply: declare it")


def _signed_responses(manifest: Manifest, events: Sequence[JsonObject]) -> Iterator[Sign]:
    answered = any(_fact(event, "granted") is not None for event in events)
    if "authorization_signed_response_alg" not in manifest.client.metadata or not answered:
        return
    if not any(_fact(event, "signed_response") for event in events):
        seen = "client.authorization_signed_response_alg is declared, and the app asks for no signed response"
        yield Sign(well=False, seen=seen, hint="ask by response_mode=jwt, or take the member out of client")


def _exchanges_at(events: Sequence[JsonObject], endpoint: str) -> Iterator[JsonObject]:
    return (event for event in events if event.get("kind") == "exchange" and event.get("endpoint") == endpoint)


def _fact(event: Mapping[str, object], name: str) -> object:
    facts = event.get("facts")
    return facts.get(name) if isinstance(facts, dict) else None


def _declared_scopes(manifest: Manifest) -> frozenset[str]:
    return frozenset(str(manifest.client.metadata.get("scope") or "").split())


def _skew(visit: JsonObject) -> float | None:
    """Seconds by which an answer's `Date` is ahead of the moment at which it was recorded."""
    response, at = visit.get("response"), visit.get("at")
    headers = response.get("headers") if isinstance(response, dict) else None
    rows = headers if isinstance(headers, list) else []
    told = next((str(row[1]) for row in rows if isinstance(row, list) and str(row[0]).lower() == "date"), None)
    if told is None or not isinstance(at, str):
        return None
    try:
        return (parsedate_to_datetime(told) - dt.datetime.fromisoformat(at)).total_seconds()
    except ValueError:
        return None
