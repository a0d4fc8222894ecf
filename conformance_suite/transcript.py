"""From the files of a run directory to the read model of the run."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance_suite import app_log, json_lines, record
from conformance_suite.episode import Episode, Persona, Run
from conformance_suite.events import (
    ActDone,
    Bundle,
    BundledSecret,
    ConnectionEnd,
    Exchange,
    ForeignMessages,
    Handshake,
    JourneyEnd,
    OldTls,
    ProbeReading,
    RequestReceived,
    Screen,
    Sent,
    Sight,
    Storage,
    Visit,
    number,
    optional,
    pairs,
    request_of,
    response_of,
    words,
)
from conformance_suite.memory import collecting_paused
from conformance_suite.record import RecordError, mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.record import RunRecord

FORMAT = "poincon/episodes/1"
FILE = "episodes.jsonl"


@collecting_paused()
def load(run_dir: Path) -> Run:
    """Read a run directory. Raises RecordError."""
    recorded = record.read(run_dir)
    _check_whole(run_dir / FILE, recorded.transcript_digest)
    return assembled(recorded, events(run_dir))


def assembled(recorded: RunRecord, told: Iterable[Mapping[str, JsonValue]]) -> Run:
    """The run that a record and its events tell of."""
    run = Run(recorded)
    by_id: dict[str, Episode] = {}
    by_exchange: dict[str, Episode] = {}
    for event in told:
        if event.get("kind") == "episode":
            episode = _opening(event, run)
            by_id[episode.id] = episode
            (run.debugging if _told_to_debug(event) else run.episodes).append(episode)
            continue
        if event.get("kind") == app_log.KIND:
            run.app_logs.append(app_log.of_event(event))
            continue
        # the end of a connection may be known only by the exchange that it came after
        owner = by_id.get(optional(event, "episode") or "") or by_exchange.get(optional(event, "after") or "")
        add = _READERS.get(str(event.get("kind")))
        if owner is not None and add is not None:
            by_exchange[optional(event, "id") or "-"] = owner
            add(owner, event)
    apart = {episode.instance for episode in run.debugging}  # what an app prints to debug is its own affair
    run.app_logs = [log for log in run.app_logs if log.instance not in apart]
    return run


def digest(content: bytes) -> str:
    """What tells that a transcript is still the one that was recorded."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _check_whole(path: Path, recorded: str | None) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    if recorded is not None and digest(content) != recorded:
        raise RecordError(f"{path}: is not the transcript that this run recorded: it was cut, changed or exchanged")


def events(run_dir: Path) -> Iterator[JsonObject]:
    """Every event of the run, in order, but for the unfinished last line of an interrupted run. Raises RecordError."""
    path = run_dir / FILE
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error.strerror}") from error
    for line, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        event = _parsed(path, line, text, last=line >= len(lines))
        if line == 1 and (event or {}).get("format") != FORMAT:
            raise RecordError(f"{path}:1: is not a journal of format {FORMAT}")
        if line > 1 and event is not None:
            yield event


def _parsed(path: Path, line: int, text: bytes, *, last: bool) -> JsonObject | None:
    try:
        event = json_lines.decoded(text)
    except (ValueError, RecursionError) as error:
        if last:
            return None
        raise RecordError(f"{path}:{line}: is not JSON: {error}") from error
    if not isinstance(event, dict):
        raise RecordError(f"{path}:{line}: is not an event")
    return event


def _opening(event: Mapping[str, JsonValue], run: Run) -> Episode:
    persona = mapping(event, "persona")
    faults = event.get("faults")
    rows = faults if isinstance(faults, list) else []
    return Episode(
        id=str(event.get("episode")),
        case=optional(event, "case"),
        role=str(event.get("role", "")),
        shape=str(event.get("shape", "")),
        lane=str(event.get("lane", "shared")),
        instance=str(event.get("instance", "")),
        space=optional(event, "space"),
        persona=Persona(
            id=str(persona.get("id", "")),
            name=str(persona.get("name", "")),
            canary=tuple(str(value) for value in mapping(persona, "canary").values()),
        ),
        faults=tuple(str(row.get("id") if isinstance(row, dict) else row) for row in rows),
        patience=number(event, "patience") or 30.0,
        opened=number(event, "t") or 0.0,
        run=run,
        variant=optional(mapping(event, "play"), "variant") or "",
    )


def _told_to_debug(opening: Mapping[str, JsonValue]) -> bool:
    return mapping(opening, "play").get("debugging") is True


def _end(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.settled = number(event, "settled") or number(event, "t")
    episode.outcome = str(event.get("outcome", "aborted"))
    episode.reason = optional(event, "reason")


def _exchange(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    received = number(event, "received") or number(event, "t") or 0.0
    facts = mapping(event, "facts")
    episode.all_exchanges.append(
        Exchange(
            id=str(event.get("id", "")),
            endpoint=str(event.get("endpoint") or ""),
            connection=str(event.get("connection", "")),
            listener=str(event.get("listener", "main")),
            request=request_of(event),
            response=response_of(event),
            received=received,
            answered=number(event, "answered"),
            sent=str(event.get("sent", "none")),
            facts=facts,
            faults=words(event, "faults"),
            pushed=_pushed_before(episode, facts.get("pushed")),
        )
    )


def _pushed_before(episode: Episode, known_as: JsonValue) -> Exchange | None:
    if known_as is None:
        return None
    return next((one for one in reversed(episode.all_exchanges) if one.id == known_as), None)


def _visit(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    started = number(event, "started") or number(event, "t") or 0.0
    answered = number(event, "answered")
    episode.visits.append(
        Visit(
            id=str(event.get("id", "")),
            journey=str(event.get("journey") or ""),
            step=int(number(event, "step") or 0),
            browser=str(event.get("browser", "")),
            request=request_of(event),
            response=response_of(event),
            error=optional(event, "error"),
            started=started,
            answered=answered,
            ended=answered if answered is not None else number(event, "t") or started,
            callback=event.get("callback") is True,
        )
    )


def _journey(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    t = number(event, "t") or 0.0
    started, ended = number(event, "started"), number(event, "ended")
    name, outcome = str(event.get("journey") or ""), str(event.get("outcome", "failed"))
    episode.journeys.append(
        JourneyEnd(name, outcome, optional(event, "reason"), t if started is None else started, ended or t)
    )


def _probe(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    signed_in = event.get("signed_in")
    reading = signed_in if isinstance(signed_in, bool) else None
    when, names = str(event.get("when", "")), words(event, "names_seen")
    episode.probes.append(ProbeReading(when, reading, names, optional(event, "visit"), number(event, "t") or 0.0))


def _sight(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.sights.append(
        Sight(
            journey=str(event.get("journey") or ""),
            visit=optional(event, "visit"),
            own_values=words(event, "own_values"),
            foreign_values=words(event, "foreign_values"),
            names_seen=words(event, "names_seen"),
            t=number(event, "t") or 0.0,
        )
    )


def _screen(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    """Keep it, and tie it to the last request that led to it."""
    whose = (str(event.get("journey") or ""), str(event.get("browser", "")))
    since = max((one.t for one in episode.screens if (one.journey, one.browser) == whose), default=0.0)
    led = [
        index
        for index, visit in enumerate(episode.visits)
        if (visit.journey, visit.browser) == whose and visit.started >= since
    ]
    screen = Screen(
        *whose,
        address=str(event.get("address", "")),
        kind=str(event.get("type", "")),
        lang=str(event.get("lang", "")),
        title=str(event.get("title", "")),
        words=str(event.get("words", "")),
        elements=words(event, "elements"),
        t=number(event, "t") or 0.0,
        visit=episode.visits[led[-1]].id if led else None,
    )
    episode.screens.append(screen)
    if led:
        episode.visits[led[-1]] = replace(episode.visits[led[-1]], screen=screen)


def _storage(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    items = [(area, name, value) for area in ("local", "session") for name, value in pairs(event, area)]
    episode.storages.append(Storage(str(event.get("when", "")), str(event.get("origin", "")), tuple(items)))


def _foreign_messages(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.foreign_messages.append(ForeignMessages(event.get("listens") is True, words(event, "obeyed")))


def _bundle(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    rows = event.get("found")
    found = tuple(
        BundledSecret(*(str(row.get(name) or "") for name in ("kind", "visit", "path", "text")))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    )
    files, missed = int(number(event, "files") or 0), int(number(event, "missed") or 0)
    episode.bundles.append(Bundle(files, missed, event.get("cut") is True, found))


def _old_tls(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.old_tls.append(OldTls(str(event.get("version", "")), str(event.get("outcome", ""))))


def _handshake(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.handshakes.append(
        Handshake(
            connection=str(event.get("connection", "")),
            listener=str(event.get("listener", "main")),
            certificate=str(event.get("certificate", "valid")),
            flight_sent=event.get("flight_sent") is True,
            outcome=str(event.get("outcome", "")),
            alert=optional(event, "alert"),
            t=number(event, "t") or 0.0,
            reason=optional(event, "reason"),
        )
    )


def _connection(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    after = optional(event, "after")
    episode.connections.append(ConnectionEnd(str(event.get("connection", "")), str(event.get("outcome", "")), after))


def _start(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.start = str(event.get("outcome", ""))


def _withheld(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    endpoint = str(event.get("endpoint") or "")
    episode.withheld.append(RequestReceived(str(event.get("id", "")), endpoint, number(event, "t") or 0.0))


def _act(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    facts = {name: value for name, value in event.items() if name not in {"kind", "t", "episode", "act"}}
    episode.acts.append(ActDone(str(event.get("act", "")), number(event, "t") or 0.0, facts))


def _sent(episode: Episode, event: Mapping[str, JsonValue]) -> None:
    episode.sent.append(
        Sent(
            id=str(event.get("id", "")),
            endpoint=str(event.get("endpoint") or ""),
            request=request_of(event),
            response=response_of(event),
            error=optional(event, "error"),
            started=number(event, "started") or number(event, "t") or 0.0,
            faults=words(event, "faults"),
        )
    )


_READERS: dict[str, Callable[[Episode, Mapping[str, JsonValue]], None]] = {
    "exchange": _exchange,
    "visit": _visit,
    "journey": _journey,
    "probe": _probe,
    "sight": _sight,
    "screen": _screen,
    "storage": _storage,
    "foreign_messages": _foreign_messages,
    "bundle": _bundle,
    "old_tls": _old_tls,
    "handshake": _handshake,
    "connection": _connection,
    "request_received": _withheld,
    "act": _act,
    "sent": _sent,
    "start": _start,
    "episode_end": _end,
}


def is_read(event: Mapping[str, JsonValue]) -> bool:
    """Whether an event is of a kind that judges read."""
    return event.get("kind") == "episode" or event.get("kind") in _READERS
