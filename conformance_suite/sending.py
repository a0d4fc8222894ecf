"""What an app sends to API Mesures: measures that may not be made twice, and those that it may not make at all."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

from conformance_suite.controls import OK
from conformance_suite.measures import values_of
from conformance_suite.page_sources import is_scripts_call
from conformance_suite.pages import mentions
from conformance_suite.reading_again import (
    WRITE,
    armed_at,
    assert_page_survives,
    assert_told_otherwise,
    exchanges_since,
    visits_between,
)
from conformance_suite.record import mapping
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import assert_readable_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Visit
    from conformance_suite.json_value import JsonObject

WRITES = "measures_write"
UNAUTHORIZED = 401
_VALUE = re.compile(r"<(?:input|option)\b[^<>]*\bvalue\s*=\s*[\"']?([^\"'<>\s]{1,40})", re.IGNORECASE)
BODY_MASS_INDEX = "39156-5"
_VALUES = ("valueQuantity", "valueCodeableConcept", "valueString", "valueInteger", "component")


def assert_retry_cannot_duplicate(episode: Episode) -> None:
    """Within one visit of the person a measure is sent once, or each time under the same identifier."""
    for visit in episode.visits:
        writes = [one for one in episode.exchanges(WRITES) if visit.started <= one.received <= visit.ended]
        for same in _doubles(writes):
            raise Failure("write_repeated", exchanges=[one.id for one in same], count=len(same))


def assert_made_once(episode: Episode) -> None:
    """What one form said was taken by the space once, or each time for the same resource.

    An identifier alone does not make it the same: whoever creates without a condition makes one resource more (FHIR R4
    http, 3.1.0.8), and where each went is told in the answers.
    """
    taken = [one for one in episode.exchanges(WRITES) if one.status in OK]
    if not taken:
        raise Inconclusive("nothing_written")
    for same in (*_doubles(taken), *_made_apart(taken)):
        raise Failure("form_doubled", exchanges=[one.id for one in same], count=len(same))


def assert_nothing_written_elsewhere(episode: Episode) -> None:
    """No body and no token came to the host to which a write was redirected."""
    for call in episode.exchanges("canary"):
        authorized = any(key.lower() == "authorization" for key, _ in call.request.headers)
        if authorized or call.request.text:
            raise Failure("write_sent_elsewhere", exchanges=[call.id], method=call.request.method)


def assert_written_by_their_owner(episode: Episode) -> None:
    """What the person adds goes out with their own tokens alone, whoever else is signed in at the app."""
    foreign = [one for one in episode.exchanges(WRITES) if one.facts.get("persona", "") not in {"", episode.persona.id}]
    foreign += _sent_again_beside(episode)
    if foreign:
        raise Failure("written_in_anothers_name", exchanges=[one.id for one in foreign])


def assert_told_as_not_sent(episode: Episode) -> None:
    """What could not be sent is not told as sent; who was sent to sign in anew has been told enough."""
    if exchanges_since(episode, "authorize"):
        assert_page_survives(episode, WRITE)
    else:
        assert_told_otherwise(episode, WRITE)


def assert_typed_value_kept(episode: Episode) -> None:
    """What could not be sent stands on the page, or in the form when it is opened again, or is sent after all.

    Of a form only those values are meant that went on to the space as they were typed.
    """
    _before, during, after = visits_between(episode, WRITE)
    last, well = during[-1], armed_at(episode)[1]
    failed = [one for one in exchanges_since(episode, WRITES) if one.received < well]
    assert_readable_answer(during)
    if is_scripts_call(last):
        raise Inconclusive("given_to_a_script", exchanges=[last.id])
    typed = {value.strip().replace(",", ".") for visit in during for _name, value in visit.request.form}
    values = sorted(typed & {value for write in failed for value in _sent_values(write)})
    if not values:
        raise Inconclusive("nothing_written")
    sent = [one for one in episode.exchanges(WRITES, after=well) if one.status in OK]
    for value in values:
        stands = mentions(html.unescape(_text(last)), value) or any(_is_filled_in(visit, value) for visit in after)
        if not stands and sum(value in _sent_values(one) for one in sent) < 2:  # noqa: PLR2004 - that one, and the next
            raise Failure("typed_value_lost", exchanges=[*(one.id for one in failed), last.id], value=value)


def _sent_values(write: Exchange) -> set[str]:
    return {value for one in _resources(write, "Observation") for value in values_of(one)}


def _is_filled_in(visit: Visit, value: str) -> bool:
    """Whether a page has a field with that value in it."""
    return any(mentions(said, value) for said in _VALUE.findall(_text(visit)))


def _text(visit: Visit) -> str:
    return "" if visit.response is None else visit.response.text or ""


def assert_only_own_kinds_of_measures(episode: Episode) -> None:
    """No body mass index, no measure without a value, no source outside the solution (API Mesures 1.5.2, 2.2)."""
    writes = episode.exchanges(WRITES)
    if not writes:
        raise Inconclusive("nothing_written")
    for write in writes:
        for observation in _resources(write, "Observation"):
            wrong = next(_wrong(write, observation), None)
            if wrong is not None:
                raise Failure(wrong, exchanges=[write.id])


def assert_devices_created_conditionally(episode: Episode) -> None:
    """A device is sent with the identifier under which it may be known already (`ifNoneExist`)."""
    devices = [(write, entry) for write in episode.exchanges(WRITES) for entry in _entries(write, "Device")]
    if not devices:
        raise NotApplicable("writes_no_device")
    for write, entry in devices:
        if not str(mapping(entry, "request").get("ifNoneExist", "")).startswith("identifier="):
            raise Failure("device_not_conditional", exchanges=[write.id])


def _doubles(writes: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    """Those that say the same measure, where nothing tells the space that it is one."""
    sent: dict[str, list[Exchange]] = {}
    for write in writes:
        sent.setdefault(_measured(write), []).append(write)
    for same in sent.values():
        known = {_identity(one) for one in same}
        if len(same) > 1 and (None in known or len(known) > 1):
            yield same


def _made_apart(writes: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    """Those that say the same measure, of which the space made resources each time."""
    made: dict[str, dict[frozenset[str], Exchange]] = {}
    for write in writes:
        if places := frozenset(_created(write)):
            made.setdefault(_measured(write), {})[places] = write
    for apart in made.values():
        if len(apart) > 1:
            yield list(apart.values())


def _created(write: Exchange) -> Iterator[str]:
    """Where the space put the measures of a transaction that it had not had before."""
    told = write.response.json if write.response else None
    entries = told.get("entry") if isinstance(told, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        answer = mapping(entry, "response") if isinstance(entry, dict) else {}
        location, status = str(answer.get("location", "")), str(answer.get("status", ""))
        if location.startswith("Observation/") and status.startswith("201"):
            yield location


def _wrong(write: Exchange, observation: JsonObject) -> Iterator[str]:
    codings = mapping(observation, "code").get("coding")
    codes = [coding.get("code") for coding in codings if isinstance(coding, dict)] if isinstance(codings, list) else []
    if BODY_MASS_INDEX in codes:
        yield "body_mass_index_written"
    if not any(name in observation for name in _VALUES):
        yield "empty_measure_written"
    source = mapping(observation, "meta").get("source")
    own = str(write.facts.get("solution_oid") or "")
    if source is not None and own and not str(source).removeprefix("urn:oid:").startswith(own.removeprefix("urn:oid:")):
        yield "source_of_others"


def _sent_again_beside(episode: Episode) -> list[Exchange]:
    """What was refused to the person, and came again with the tokens of whoever played another case meanwhile.

    A token says in whose episode a call belongs: it is by its subject that such a write is known.
    """
    refused = [one for one in episode.exchanges(WRITES) if one.status == UNAUTHORIZED]
    subjects = {subject for one in refused for subject in _subjects(one)}
    waited = [visit for visit in episode.visits if any(visit.started <= one.received <= visit.ended for one in refused)]
    return [
        one
        for other in episode.run.episodes
        if other is not episode and other.instance == episode.instance
        for one in other.exchanges(WRITES)
        if any(refused[0].received < one.received <= visit.ended for visit in waited) and subjects & {*_subjects(one)}
    ]


def _subjects(write: Exchange) -> Iterator[str]:
    """Of whom its measures are."""
    for observation in _resources(write, "Observation"):
        identifier = mapping(mapping(observation, "subject"), "identifier")
        if identifier.get("value"):
            yield json.dumps(identifier, sort_keys=True)


def _measured(write: Exchange) -> str:
    """What was measured, whatever the moment and the names of the entries."""
    kept = ("code", *_VALUES)
    parts = [{name: one[name] for name in kept if name in one} for one in _resources(write, "Observation")]
    return json.dumps(parts, sort_keys=True)


def _identity(write: Exchange) -> str | None:
    """What the server can tell a repeated measure by, None when there is nothing."""
    for entry in _entries(write, "Observation"):
        identifier = mapping(entry, "resource").get("identifier")
        told = mapping(entry, "request").get("ifNoneExist") or identifier
        if told:
            return json.dumps(told, sort_keys=True)
    return None


def _resources(write: Exchange, kind: str) -> Iterator[JsonObject]:
    return (mapping(entry, "resource") for entry in _entries(write, kind))


def _entries(write: Exchange, kind: str) -> Iterator[JsonObject]:
    try:
        bundle = json.loads(write.request.text or "")
    except (ValueError, RecursionError):
        return
    entries = bundle.get("entry") if isinstance(bundle, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and mapping(entry, "resource").get("resourceType") == kind:
            yield entry
