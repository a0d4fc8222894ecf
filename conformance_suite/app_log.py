"""What an app that we started wrote to its standard output and error: its log (The Twelve-Factor App, XI).

It is searched whole. Kept in the transcript are only the lines that a judge has to see, secrets replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance_suite.secrets_seen import MARK, marks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue

KIND = "app_log"  # of its events
WATCHED = frozenset(
    {"access_token", "refresh_token", "client_secret", "private_key", "password", "verifier", "jwt", "ins"}
)
LONGEST_READ = 32 * 1024 * 1024  # bytes of one app's log
_PIECE = 1024 * 1024  # characters looked at in one go
_MOST = 500  # secrets told of one log, each where it stands first
_AROUND = 80  # characters before and after a secret
_PEM = re.compile(r"-----BEGIN (?!ENCRYPTED)(?:[A-Z]{2,12} )?PRIVATE KEY-----(?P<key>.*?)(?:-----END|\Z)", re.DOTALL)
_PEM_HEAD = re.compile(r"-----BEGIN (?!ENCRYPTED)(?:[A-Z]{2,12} )?PRIVATE KEY-----")
_JWK_SECRET = re.compile(r"""(["']d["']\s{0,4}:\s{0,4}["'])[\w-]{30,1000}(?=["'])""")
_JWK_MUTED = re.compile(r"""["']d["']\s{0,4}:\s{0,4}["']§""")
_INS = re.compile(r"(?<![0-9A-Za-z])(?P<body>[1-478]\d{4}(?:\d\d|2[AB])\d{6})(?P<key>\d\d)(?![0-9A-Za-z])")


@dataclass(frozen=True)
class LogLine:
    """A line with a secret: its number, the secret's kind, what tells the secret from others, the words around it."""

    number: int
    kind: str
    secret: str
    text: str


@dataclass(frozen=True)
class AppLog:
    """The log of one instance's app; `cut` when it went on behind what was read."""

    instance: str
    written: bool
    cut: bool
    lines: tuple[LogLine, ...]


def read_log(path: Path, scrub: Callable[[str], str]) -> JsonObject:
    """Search a log; `scrub` takes known secrets out of a text. A log that is not there has not been written to."""
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST_READ)
            cut = bool(file.read(1))
    except FileNotFoundError:
        raw, cut = b"", False
    found: dict[tuple[str, str], JsonValue] = {}
    number = 0
    for piece in _pieces(raw.decode("utf-8", "replace")):
        for line in muted(scrub(piece)).splitlines():
            number += 1
            for kind, secret, text in _secrets_of(line):
                if len(found) < _MOST:
                    found.setdefault((kind, secret), {"line": number, "kind": kind, "secret": secret, "text": text})
    return {"kind": KIND, "written": bool(raw.strip()), "cut": cut, "found": list(found.values())}


def muted(text: str) -> str:
    """The text without private keys, which nobody may know but the app; its lines stay where they are."""
    text = _PEM.sub(lambda found: found[0].replace(found["key"], "\n" * found["key"].count("\n")), text)
    return _JWK_SECRET.sub(r"\1§", text)


def of_event(event: Mapping[str, JsonValue]) -> AppLog:
    """The log that an event tells of."""
    rows = event.get("found")
    lines = [
        LogLine(int(str(row.get("line"))), str(row.get("kind")), str(row.get("secret")), str(row.get("text")))
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]
    return AppLog(str(event.get("instance", "")), event.get("written") is True, event.get("cut") is True, tuple(lines))


def _pieces(text: str) -> Iterator[str]:
    """Whole lines, about as much of them as is looked at in one go."""
    piece: list[str] = []
    size = 0
    for line in text.splitlines():
        piece.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "\n".join(piece)
            piece, size = [], 0
    yield "\n".join(piece)


def _secrets_of(line: str) -> Iterator[tuple[str, str, str]]:
    """Each secret of a line: its kind, what tells it from others, and the words around it."""
    for found in MARK.finditer(line):
        mark = marks_of(found[0])[0]
        if mark.kind in WATCHED:
            yield mark.kind, mark.digest, _around(line, *found.span())
    for found in _INS.finditer(line):
        if _has_its_key(found):
            yield "ins", found[0], _around(line.replace(found[0], f"{found[0][:3]}…{found[0][-2:]}"), found.start())
    for pattern in (_PEM_HEAD, _JWK_MUTED):
        key = pattern.search(line)
        if key is not None and (pattern is _PEM_HEAD or "kty" in line):
            yield "private_key", "-", _around(line, *key.span())


def _has_its_key(found: re.Match[str]) -> bool:
    """Whether the last two digits of what may be an INS are those that its body asks for."""
    body = int(found["body"].replace("2A", "19").replace("2B", "18"))
    return int(found["key"]) == 97 - body % 97


def _around(line: str, start: int, end: int | None = None) -> str:
    return line[max(0, start - _AROUND) : (start if end is None else end) + _AROUND].strip()
