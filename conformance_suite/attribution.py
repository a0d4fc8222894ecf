"""Which episode an event belongs to, where only a later one tells. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.record import mapping

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from conformance_suite.json_value import JsonObject, JsonValue

PUSHED = ("pushed_authorization_request", "neighbour_pushed_authorization_request")  # endpoints


def attributed(events: Iterable[JsonObject]) -> list[JsonObject]:
    """These events, each pushed authorization request with the episode in whose browser its `request_uri` came back.

    The app sends such a request itself, before any browser has told the space whose sign-in it is for (RFC 9126, 1.1).
    """
    told = list(events)
    brought: dict[tuple[JsonValue, JsonValue], JsonValue] = {}
    for event in told:
        pushed = mapping(event, "facts").get("pushed")
        if pushed is not None and event.get("episode") is not None:
            brought.setdefault((event.get("space"), pushed), event.get("episode"))
    return [{**event, "episode": brought[_key(event)]} if _is_for_later(event, brought) else event for event in told]


def _key(event: JsonObject) -> tuple[JsonValue, JsonValue]:
    return (event.get("space"), event.get("id"))


def _is_for_later(event: JsonObject, brought: Container[object]) -> bool:
    """Whether it was pushed for a sign-in that came later; what a fault acted on stays where the fault was armed."""
    return event.get("endpoint") in PUSHED and not event.get("faults") and _key(event) in brought
