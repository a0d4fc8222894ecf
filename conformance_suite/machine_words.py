"""Words of a machine amid those of a page: an error as a program gets it, or where a program broke off.

Only errors are known by them. A page may well show JSON that somebody asked for: a copy of their data, say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance_suite.events import Response

_ERRORS = (
    r'\{\s*"(?:error|errors|error_description|errorCode|exception)"\s*:\s*(?:"|\{|\[\s*["{])',  # RFC 6749 5.2, ...
    r'\{\s*(?:"\w{1,40}"\s*:\s*"[^"]{0,200}"\s*,\s*){0,3}"resourceType"\s*:\s*"OperationOutcome"',  # FHIR R4 2.28
    (
        r'\{\s*(?="[^{}]{0,1000}"(?:title|detail|message|error)"\s*:\s*")'  # RFC 9457 3.1, and many like it
        r'(?=[^{}]{0,1000}"(?:status|statusCode)"\s*:\s*"?[45]\d\d\b)'
    ),
    r'\{\s*"(?:message|detail)"\s*:\s*"[^"]{0,400}"\s*\}',
)
_ERROR = re.compile("|".join(_ERRORS))
_WITHIN = re.compile(r'(?:[\[{,]|"\s*:)\s*$')  # other JSON
_LONGEST = 60  # characters that are quoted
_BEFORE = 40
_UNREAD = frozenset({"script", "style", "template", "head", "noscript", "textarea", "title"})
_TEXT = frozenset({"p", "pre", "code", "samp", "h1", "h2", "h3"})
_OF_TEXT = frozenset({"a", "b", "br", "em", "i", "mark", "small", "span", "strong", "wbr"})
_VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "source", "wbr", "col", "area", "embed", "track"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def error_told_as(text: str) -> str | None:
    """How an error that is written for a program begins in a text, None if there is none."""
    for found in _ERROR.finditer(text):
        if not _WITHIN.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            return " ".join(text[found.start() : found.start() + _LONGEST].split())
    return None


def shown_in_source(response: Response) -> str:
    """The words of a page that nothing in its source hides.

    Where scripts may read what stands in it, or show it otherwise, only those that are marked up as text.
    """
    reader = _Shown()
    reader.feed(response.text or "")
    reader.close()
    return " ".join(words for words, is_text in reader.words if is_text or not reader.scripted)


@dataclass
class _Shown(HTMLParser):
    words: list[tuple[str, bool]] = field(default_factory=list)  # and whether they are text, whatever scripts do
    scripted: bool = False
    inside: str = ""  # element of text
    hidden: str = ""  # element
    depth: int = 0  # of elements of that name

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.scripted = self.scripted or tag == "script"
        if self.hidden:
            self.depth += tag == self.hidden
        elif tag not in _VOID and _hides(tag, said):
            self.hidden, self.depth = tag, 1
        elif tag not in _OF_TEXT:
            self.inside = tag if tag in _TEXT else ""

    def handle_endtag(self, tag: str) -> None:
        if self.hidden:
            self.depth -= tag == self.hidden
            self.hidden = self.hidden if self.depth else ""
        elif tag not in _OF_TEXT:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append((data, bool(self.inside)))


def _hides(tag: str, said: dict[str, str | None]) -> bool:
    folded = tag == "details" and "open" not in said
    return tag in _UNREAD or folded or "hidden" in said or _HIDDEN.search(said.get("style") or "") is not None
