"""Measures in a transcript: whose they are, and whether they were written as profiled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import unquote

from conformance_suite.pages import mentions, readable_text
from conformance_suite.reading_again import exchanges_since, pages
from conformance_suite.record import mapping
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from sandbox.fhir.validation.measure_write import Issue, validate_measure_write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange
    from conformance_suite.json_value import JsonObject, JsonValue


def foreign_values(episode: Episode) -> tuple[str, ...]:
    """The values, as `61.37`, of somebody else's measures that the space slipped into the answers of an episode.

    Only values that tell people apart: with decimals, and not among the person's own.
    """
    own: set[str] = set()
    foreign: dict[str, None] = {}
    for exchange in episode.exchanges("measures_read"):
        for observation in _observations(exchange):
            if _is_asked_for(exchange, observation):
                own.update(values_of(observation))
            else:
                foreign.update(dict.fromkeys(values_of(observation)))
    return tuple(value for value in foreign if "." in value and value not in own)


def assert_not_mixed(episode: Episode) -> None:
    """The values of an answer that was about somebody else are not on the page of the person, who is there alone.

    An app may show both of two people to one who acts for both: then it is not known whose a value is.
    """
    reads = exchanges_since(episode, "measures_read")
    found = [(_is_asked_for(read, one), set(values_of(one))) for read in reads for one in _observations(read)]
    own = {value for asked_for, values in found if asked_for for value in values}
    values = {value for asked_for, values in found if not asked_for for value in values if "." in value} - own
    *_, before, after = pages(episode)
    if any(mentions(readable_text(before), value) for value in values):
        raise NotApplicable("shows_several_people")
    shown = sorted(value for value in values if mentions(readable_text(after), value))
    if shown:
        raise Failure("foreign_measure_shown", exchanges=[read.id for read in reads], value=shown[0])


def assert_writes_conform(episode: Episode) -> None:
    """Every measure written is as profiled, about the right person, from the right solution; none is inconclusive."""
    writes = [write for write in episode.exchanges("measures_write") if "idpe" in write.facts]
    if not writes:
        raise Inconclusive("nothing_written")
    for write in writes:
        errors = [issue.diagnostics for issue in _issues(write) if issue.severity == "error"]
        if errors:
            raise Failure("write_not_as_profiled", exchanges=[write.id], issues=" ".join(errors))


def _issues(write: Exchange) -> tuple[Issue, ...]:
    """What the rules of the API say of a write, with the pairing that the space knew it was authorized for."""
    try:
        bundle = json.loads(write.request.text or "")
    except (ValueError, RecursionError) as error:
        raise Failure("write_not_json", exchanges=[write.id]) from error
    pairing = {name: str(write.facts.get(name)) for name in ("assign_auth", "idpe", "solution_oid")}
    return validate_measure_write(bundle, **pairing)


def _observations(exchange: Exchange) -> Iterator[JsonObject]:
    bundle = None if exchange.response is None else exchange.response.json
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict) and resource.get("resourceType") == "Observation":
            yield resource


def _is_asked_for(exchange: Exchange, observation: JsonObject) -> bool:
    identifier = mapping(mapping(observation, "subject"), "identifier")
    asked = unquote(exchange.request.parameter("subject.identifier") or "")
    return str(identifier.get("value")) == asked.rpartition("|")[2]


def values_of(observation: JsonObject) -> Iterator[str]:
    """The values of a measure and of its parts, as it gives them."""
    components = observation.get("component")
    parts: list[JsonValue] = [observation, *(components if isinstance(components, list) else [])]
    for part in parts:
        value = mapping(part, "valueQuantity").get("value") if isinstance(part, dict) else None
        if value is not None:
            yield f"{value}"
