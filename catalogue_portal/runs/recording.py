"""A stored run, read for people: what was said between the person's browser, the app and the space, in order.

Reads `episodes.jsonl` (format `poincon/episodes/1`). It judges nothing: the verdict is in the report.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

Party = Literal["person", "app", "space"]
EPISODE_MARK = "poincon-episode"
PERSON_ENDPOINTS = frozenset({"authorize", "sign_in", "consent", "logout", "end_session"})


@dataclass(frozen=True)
class Message:
    """A request or an answer as it was recorded; secrets were replaced at capture."""

    headers: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    size: int = 0
    media_type: str = ""
    method: str = ""
    url: str = ""
    status: int = 0

    @property
    def path(self) -> str:
        """Path of the request's URL, without scheme, host and query."""
        return urlsplit(self.url).path or "/"

    @property
    def query(self) -> dict[str, str]:
        """Parameters of the request's query; the last one of each name."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    def header(self, name: str) -> str | None:
        """Value of the first header field of this name."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def json(self) -> Any:  # noqa: ANN401 - JSON is whatever the peer wrote
        """Content as JSON; None when it is something else."""
        try:
            return json.loads(self.text or "")
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True)
class Happening:
    """One thing that happened in an episode. Times are seconds of the run's own clock."""

    id: str
    kind: str
    source: Party
    target: Party
    started: float
    ended: float | None
    request: Message | None = None
    response: Message | None = None
    endpoint: str = ""
    faults: tuple[str, ...] = ()
    sent: str = "whole"
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_altered(self) -> bool:
        """Whether the space lied here on purpose."""
        return bool(self.faults)


@dataclass(frozen=True)
class Episode:
    """One play with one person, as recorded."""

    id: str
    case: str | None
    role: str
    instance: str
    shape: str
    persona: str
    faults: tuple[str, ...]
    happenings: tuple[Happening, ...]
    outcome: str = "played"
    reason: str | None = None

    def exchanges(self, endpoint: str) -> Iterator[Happening]:
        """Yield what was asked of one endpoint of the space."""
        return (one for one in self.happenings if one.kind == "exchange" and one.endpoint == endpoint)


def read_episodes(path: Path) -> tuple[Episode, ...]:
    """Return every episode of the file, in order of opening; lines that cannot be read are left out."""
    openings: dict[str, dict[str, Any]] = {}
    events: dict[str, list[dict[str, Any]]] = {}
    with path.open(encoding="utf-8") as lines:
        for event in filter(None, map(_parsed, lines)):
            episode = event.get("episode")
            if event.get("kind") == "episode":
                openings[str(episode)] = event
            if episode is not None:
                events.setdefault(str(episode), []).append(event)
    return tuple(_episode(opening, events[name]) for name, opening in openings.items())


def told_of_case(episodes: tuple[Episode, ...], case: str) -> Episode | None:
    """Return the episode whose verdict counts: the replay when there was one, else the first playing."""
    of_case = [episode for episode in episodes if episode.case == case and not episode.role.startswith("control")]
    replays = [episode for episode in of_case if episode.role == "replay"]
    return next(iter(reversed(replays or of_case)), None)


def control_of(episodes: tuple[Episode, ...], episode: Episode) -> Episode | None:
    """Return an honest playing of the same journey on the same instance (or on any, when that one has none)."""
    controls = [other for other in episodes if other.role.startswith("control") and other.outcome == "played"]
    same = [other for other in controls if other.instance == episode.instance and other.shape == episode.shape]
    near = [other for other in controls if other.instance == episode.instance]
    return next(iter(same or near or controls), None)


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _episode(opening: Mapping[str, Any], events: list[dict[str, Any]]) -> Episode:
    end = next((event for event in events if event.get("kind") == "episode_end"), {})
    happenings = [one for one in map(_happening, events) if one is not None]
    return Episode(
        id=str(opening["episode"]),
        case=opening.get("case"),
        role=str(opening.get("role", "case")),
        instance=str(opening.get("instance", "")),
        shape=str(opening.get("shape", "")),
        persona=str((opening.get("persona") or {}).get("name", "")),
        faults=tuple(str(fault.get("id")) for fault in opening.get("faults") or ()),
        happenings=tuple(sorted(happenings, key=lambda one: one.started)),
        outcome=str(end.get("outcome", "played")),
        reason=end.get("reason"),
    )


def _happening(event: Mapping[str, Any]) -> Happening | None:
    reader = _READERS.get(str(event.get("kind")))
    return reader(event) if reader else None


def _of_exchange(event: Mapping[str, Any]) -> Happening:
    request = _message(event.get("request"))
    endpoint = str(event.get("endpoint") or "")
    by_person = endpoint in PERSON_ENDPOINTS or (request is not None and request.header(EPISODE_MARK) is not None)
    answered = event.get("answered")
    return Happening(
        id=str(event["id"]),
        kind="exchange",
        source="person" if by_person else "app",
        target="space",
        started=float(event.get("received") or event["t"]),
        ended=float(answered) if answered is not None else float(event["t"]),
        request=request,
        response=_message(event.get("response")) if event.get("sent") != "none" else None,
        endpoint=endpoint,
        faults=tuple(event.get("faults") or ()),
        sent=str(event.get("sent") or "whole"),
        facts=event.get("facts") or {},
    )


def _of_visit(event: Mapping[str, Any]) -> Happening:
    return Happening(
        id=str(event["id"]),
        kind="visit",
        source="person",
        target="app",
        started=float(event.get("started") or event["t"]),
        ended=event.get("answered"),
        request=_message(event.get("request")),
        response=_message(event.get("response")),
        sent="whole" if event.get("response") else "none",
        facts={"journey": event.get("journey"), "callback": event.get("callback"), "error": event.get("error")},
    )


def _of_sent(event: Mapping[str, Any]) -> Happening:
    """What the space sent to the app by itself: a logout token."""
    return Happening(
        id=str(event["id"]),
        kind="sent",
        source="space",
        target="app",
        started=float(event.get("started") or event["t"]),
        ended=event.get("answered"),
        request=_message(event.get("request")),
        response=_message(event.get("response")),
        endpoint=str(event.get("endpoint") or ""),
        faults=tuple(event.get("faults") or ()),
        sent="whole" if event.get("response") else "none",
        facts={"error": event.get("error")},
    )


def _of_handshake(event: Mapping[str, Any]) -> Happening | None:
    if event.get("outcome") == "completed" and event.get("certificate") == "valid":
        return None
    return Happening(
        id=str(event.get("connection")),
        kind="handshake",
        source="app",
        target="space",
        started=float(event["t"]),
        ended=float(event["t"]),
        endpoint="tls",
        faults=() if event.get("certificate") == "valid" else (f"certificate_{event.get('certificate')}",),
        facts=dict(event),
    )


def _of_note(event: Mapping[str, Any]) -> Happening | None:
    kind = str(event["kind"])
    if kind == "journey" and event.get("outcome") == "done":
        return None
    target: Party = "space" if kind == "act" else "app"
    moment = float(event["t"])
    return Happening(f"n-{event['seq']}", kind, "person", target, moment, moment, facts=dict(event))


_READERS = {
    "exchange": _of_exchange,
    "visit": _of_visit,
    "sent": _of_sent,
    "handshake": _of_handshake,
    "act": _of_note,
    "probe": _of_note,
    "journey": _of_note,
}


def _message(recorded: Mapping[str, Any] | None) -> Message | None:
    if not recorded:
        return None
    body = recorded.get("body") or {}
    return Message(
        headers=tuple((str(name), str(value)) for name, value in recorded.get("headers") or ()),
        text=body.get("text"),
        size=int(body.get("size") or 0),
        media_type=str(body.get("type") or ""),
        method=str(recorded.get("method") or ""),
        url=str(recorded.get("url") or ""),
        status=int(recorded.get("status") or 0),
    )
