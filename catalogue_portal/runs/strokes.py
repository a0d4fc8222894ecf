"""An episode as strokes in the order of time: requests, answers and notes, numbered, each with a short label."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from catalogue_portal.runs.recording import Episode, Happening, Message, Party
from catalogue_portal.web.speech import say as _

SPACE_PREFIX: Final = re.compile(r"^/s/[^/]+(?=/)")
"""Every space lives below such a prefix; it says nothing to a reader."""
SHOWN_KEYS: Final = ("error", "access_token", "id_token", "refresh_token", "active", "sub")


@dataclass(frozen=True)
class Stroke:
    """One line of the sequence. `number` ties the strokes of one happening together and to the table below."""

    number: int
    happening: Happening
    kind: str
    """request, answer, broken (an answer that never came, or came cut) or note."""
    source: Party
    target: Party
    label: str
    wrong: bool
    pointed: bool


def strokes(episode: Episode, *, wrong: Mapping[str, bool], pointed: Collection[str]) -> list[Stroke]:
    """Return the strokes; `wrong` says of a happening whether the app was wrong in it (or else the space).

    `pointed` are the happenings that the verdict rests on.
    """
    moments = []
    for number, one in enumerate(episode.happenings, 1):
        if one.request is None:
            moments.append((one.started, 1, number, "note", one))
            continue
        moments.append((one.started, 1, number, "request", one))
        if one.ended is not None:
            kind = "answer" if one.sent == "whole" else "broken"
            moments.append((max(one.ended, one.started + 1e-9), 0, number, kind, one))
    return [
        _stroke(number, kind, one, wrong, pointed) for _t, _o, number, kind, one in sorted(moments, key=lambda m: m[:3])
    ]


def _stroke(number: int, kind: str, one: Happening, wrong: Mapping[str, bool], pointed: Collection[str]) -> Stroke:
    back = kind in {"answer", "broken"}
    source, target = (one.target, one.source) if back else (one.source, one.target)
    is_wrong = one.id in wrong and _is_said_in(kind, one, by_the_app=wrong[one.id])
    return Stroke(number, one, kind, source, target, _label(kind, one), is_wrong, one.id in pointed)


def _is_said_in(kind: str, one: Happening, *, by_the_app: bool) -> bool:
    """Tell whether the wrong thing is in this stroke: the app speaks in requests to the space, the space in answers.

    What is wrong in a visit is what the browser carries to the app; what the space sends unasked is a request too.
    """
    if kind == "note":
        return True
    return (kind == "request") == (by_the_app or one.kind in {"visit", "sent"})


def _label(kind: str, one: Happening) -> str:
    if kind == "request" and one.request is not None:
        return request_label(one.request)
    if kind == "answer":
        return answer_label(one.response)
    if kind == "broken":
        return _("cut short") if one.sent == "partial" else _("no answer")
    return note_label(one)


def request_label(request: Message) -> str:
    """Return method, path and the names of the parameters."""
    return f"{request.method} {_address(request)}"


def _address(message: Message) -> str:
    names = "&".join(f"{name}=…" for name in message.query)
    return SPACE_PREFIX.sub("", message.path) + (f"?{names}" if names else "")


def answer_label(answer: Message | None) -> str:
    """Return status and what the answer is about."""
    if answer is None:
        return _("no answer")
    location = answer.header("location")
    if location:
        return f"{answer.status} → {_address(Message(url=location))}"
    about = _about(answer.json())
    return f"{answer.status} {about}".strip()


def note_label(one: Happening) -> str:
    """Return what a probe, an act, a journey or a handshake amounts to."""
    facts = one.facts
    if one.kind == "probe":
        return _probe_label(facts.get("signed_in"))
    if one.kind == "handshake":
        outcome = facts.get("alert") or facts.get("outcome")
        return _("TLS handshake: %(outcome)s", outcome=str(outcome).replace("_", " "))
    if one.kind == "journey":
        return _("journey %(name)s: %(reason)s", name=facts.get("journey"), reason=facts.get("reason"))
    return str(facts.get("act", one.kind)).replace("_", " ")


def _probe_label(signed_in: object) -> str:
    if signed_in is None:
        return _("who is signed in could not be read")
    return _("the app says: signed in") if signed_in else _("the app says: nobody is signed in")


def _about(content: Any) -> str:  # noqa: ANN401 - JSON is whatever the peer wrote
    if not isinstance(content, dict):
        return ""
    if content.get("resourceType") == "Bundle":
        return _("Bundle, %(number)s entries", number=len(content.get("entry") or ()))
    if "resourceType" in content:
        return str(content["resourceType"])
    if "error" in content:
        return str(content["error"])
    return ", ".join(name for name in SHOWN_KEYS if name in content)
