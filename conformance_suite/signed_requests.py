"""How an app that registered so signs its authorization requests (RFC 9101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.record import mapping
from conformance_suite.verdicts import Failure, NotApplicable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Run
    from conformance_suite.events import Exchange
    from conformance_suite.json_value import JsonObject

LONGEST_LIFE = 3600.0  # seconds: FAPI 2.0 Message Signing, 5.3


def assert_request_objects_sound(run: Run) -> None:
    """Each is signed as registered, by its client, for this issuer, for a short while, and about nobody (RFC 9101 4).

    Whether the signature holds the space has seen: one that does not is refused.
    """
    registered = run.record.client.get("request_object_signing_alg")
    found = [(one, *one.request.request_object) for one in _asking(run) if one.request.request_object is not None]
    if not found:
        raise NotApplicable("signs_no_requests")
    for one, header, claims in found:
        for key, value in _wrong(one, header, claims, registered):
            raise Failure(key, exchanges=[one.id], said=str(value))


def _asking(run: Run) -> Iterator[Exchange]:
    """What brought the requests, each once; those that somebody else led to are none of the app's."""
    for episode in run.episodes:
        if "neighbour_mixes_up" not in episode.faults:
            seen = {request.asked_in.id: request.asked_in for request in episode.exchanges("authorize")}
            yield from seen.values()


def _wrong(one: Exchange, header: JsonObject, claims: JsonObject, registered: object) -> Iterator[tuple[str, object]]:
    noted = mapping(one.facts, "request_object")  # by the clock and the name of the space
    lives = noted.get("lives")
    if header.get("alg") != registered:
        yield "request_object_otherwise_signed", header.get("alg")
    if claims.get("iss") is None or claims.get("iss") != claims.get("client_id"):
        yield "request_object_of_another", claims.get("iss")
    if noted.get("is_for_this_issuer") is False:
        yield "request_object_for_another", claims.get("aud")
    if not isinstance(lives, int | float) or lives > LONGEST_LIFE:
        yield "request_object_lives_long", claims.get("exp")
    if "sub" in claims:
        yield "request_object_with_sub", claims["sub"]
