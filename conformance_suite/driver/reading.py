"""What a page shows: names and values, compared after unescaping HTML and JSON."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from conformance_suite.pages import mentions

if TYPE_CHECKING:
    from collections.abc import Iterable

_JSON_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[\"\\/bfnrt])")
_HIDDEN = {
    start: re.compile(re.escape(end), re.IGNORECASE)
    for start, end in {"<script": "</script", "<style": "</style", "<template": "</template", "<!--": "-->"}.items()
}
_HIDDEN_START = re.compile("|".join(_HIDDEN), re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
_PLAIN = {"b": " ", "f": " ", "n": " ", "r": " ", "t": " "}


class PageText:
    """What a page says, read once however many names and values are looked for on it."""

    def __init__(self, page: str) -> None:
        self._page = page

    def shows(self, words: str) -> bool:
        """Whether the words stand on the page, in its markup or in what a person reads of it."""
        wanted = _folded(words)
        return bool(wanted) and any(wanted in text for text in self._folded_readings)

    def values_shown(self, values: Iterable[str]) -> list[str]:
        """Those of the decimal values that a person reads on the page, with a point or a comma."""
        return [value for value in values if any(mentions(text, value) for text in self._read)]

    @cached_property
    def _folded_readings(self) -> frozenset[str]:
        return frozenset(map(_folded, _readings(self._page)))

    @cached_property
    def _read(self) -> tuple[str, ...]:
        seen = (_TAG.sub(" ", _visible(self._page)), _unescaped_json(self._page) if "<" not in self._page else "")
        return tuple(html.unescape(text) for text in seen)


def _visible(page: str) -> str:
    """The page without scripts, styles, templates and comments; linear, whatever the page does not close."""
    kept, start = [], 0
    unclosed: set[str] = set()
    for opening in _HIDDEN_START.finditer(page):
        mark = opening.group().lower()
        if opening.start() < start or mark in unclosed:
            continue
        end = _HIDDEN[mark].search(page, opening.end())
        if end is None:
            unclosed.add(mark)
            continue
        kept.append(page[start : opening.start()])
        start = end.end()
    return " ".join([*kept, page[start:]])


def _readings(page: str) -> list[str]:
    """The page as it is, without HTML escapes, without JSON escapes, without tags, and without all of them."""
    plain = _TAG.sub("", page)
    return [
        page,
        html.unescape(page),
        _unescaped_json(page),
        html.unescape(_unescaped_json(page)),
        html.unescape(plain),
    ]


def _unescaped_json(text: str) -> str:
    if "\\" not in text:
        return text
    # surrogate halves of one character are written one after the other: join them
    return _JSON_ESCAPE.sub(_character, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    escape = found.group(1)
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _PLAIN.get(escape, escape)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
