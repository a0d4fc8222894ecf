"""An episode as people read it: who said what to whom, in order, each message as text. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit

from conformance_suite.jwt_parts import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode
    from conformance_suite.events import Exchange, Request, Response, Sent, Visit
    from conformance_suite.json_value import JsonValue

Party = Literal["person", "app", "space"]
OF_PERSONS = frozenset({"authorize", "sign_in", "consent", "whose_space", "logout", "end_session"})


@dataclass(frozen=True)
class Happening:
    """One line of the sequence; `request` and `answer` are texts, None where nothing was said."""

    id: str
    source: Party
    target: Party
    label: str
    started: float
    request: str | None = None
    answer: str | None = None
    faults: tuple[str, ...] = ()
    note: str = ""  # of probes, handshakes and acts: a word of the page, see its template


def sequence(episode: Episode) -> list[Happening]:
    """Everything that happened in an episode, in the order in which it began."""
    return sorted(_happenings(episode), key=lambda one: one.started)


def _happenings(episode: Episode) -> Iterator[Happening]:
    yield from map(_of_exchange, episode.all_exchanges)
    yield from map(_of_visit, episode.visits)
    yield from map(_of_sent, episode.sent)
    for number, probe in enumerate(episode.probes):
        word = {True: "signed_in", False: "nobody", None: "unread"}[probe.signed_in]
        yield Happening(f"{episode.id}-p{number}", "person", "app", probe.when, probe.t, note=word)
    for number, shake in enumerate(episode.handshakes):
        if shake.certificate != "valid" or shake.outcome != "completed":
            label = f"TLS: {shake.certificate}, {shake.alert or shake.outcome}".replace("_", " ")
            faults = () if shake.certificate == "valid" else (f"certificate_{shake.certificate}",)
            yield Happening(f"{episode.id}-h{number}", "app", "space", label, shake.t, faults=faults, note="handshake")
    for number, act in enumerate(episode.acts):
        label = act.act.replace("_", " ")
        yield Happening(f"{episode.id}-a{number}", "person", "space", label, act.t, note="act")


def _of_exchange(one: Exchange) -> Happening:
    source: Party = "person" if one.endpoint in OF_PERSONS else "app"
    label = f"{one.request.method} {one.endpoint or one.request.path}"
    answer = None if one.response is None or one.sent == "none" else answer_text(one.response)
    if one.sent == "partial" and answer is not None:
        answer += "\n…"
    status = str(one.status) if answer is not None else "∅"
    return Happening(
        one.id, source, "space", f"{label} → {status}", one.received, request_text(one.request), answer, one.faults
    )


def _of_visit(one: Visit) -> Happening:
    answer = None if one.response is None else answer_text(one.response)
    status = "∅" if one.response is None else str(one.response.status)
    label = f"{one.request.method} {one.request.path} → {status}"
    return Happening(one.id, "person", "app", label, one.started, request_text(one.request), answer)


def _of_sent(one: Sent) -> Happening:
    answer = None if one.response is None else answer_text(one.response)
    status = "∅" if one.response is None else str(one.response.status)
    label = f"{one.request.method} {one.request.path} → {status}"
    return Happening(one.id, "space", "app", label, one.started, request_text(one.request), answer, one.faults)


def request_text(request: Request) -> str:
    """A request: its line, its header fields, its content."""
    parts = urlsplit(request.url)
    query = [f"  {name} = {value}" for name, value in request.query]
    head = f"{request.method} {parts.scheme}://{parts.netloc}{parts.path}"
    form = any(name.lower() == "content-type" and "form-urlencoded" in value for name, value in request.headers)
    content = _form(request.text) if form else _content(request.text)
    return "\n".join([head, *query, *_fields(request.headers), *content])


def answer_text(response: Response) -> str:
    """An answer: its status, its header fields, its content; an address it leads to is taken apart."""
    lines = [str(response.status), *_fields(response.headers)]
    location = next((value for name, value in response.headers if name.lower() == "location"), "")
    lines += [f"  {name} = {value}" for name, value in parse_qsl(urlsplit(location).query, keep_blank_values=True)]
    return "\n".join([*lines, *_content(response.text)])


def _fields(headers: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _form(text: str | None) -> list[str]:
    pairs = parse_qsl(text or "", keep_blank_values=True)
    return ["", *(f"{name} = {value}" for name, value in pairs), *_tokens(dict(pairs))] if pairs else []


def _content(text: str | None) -> list[str]:
    if not text:
        return []
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ["", text]
    named = _tokens(content) if isinstance(content, dict) else []
    return ["", json.dumps(content, ensure_ascii=False, indent=1), *named]


def _tokens(content: dict[str, JsonValue]) -> list[str]:
    """Each JWT in it, taken apart below."""
    apart = [(name, parts) for name, value in content.items() if (parts := decoded(value)) is not None]
    return [
        line
        for name, (header, claims) in apart
        for line in ("", f"{name}:", json.dumps(header), json.dumps(claims, ensure_ascii=False, indent=1))
    ]
