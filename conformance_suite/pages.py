"""What a person can read on a page: HTML without its markup, JSON as it is, values in the French and English way.

Pages come from apps that may be hostile: everything here takes time in proportion to the page.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.events import Response, Visit

_MARKUP = re.compile(r"<!--|-->|<(?=[A-Za-z/!?])(/?)([A-Za-z][A-Za-z0-9-]*)?[^<>]*>")
_UNREAD = frozenset({"script", "style", "template", "head"})
_COMMENT = "comment"
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")
_LEAK = re.compile(r"Traceback \(most recent call last\)|^[ \t]{1,40}at [^\n]{1,400}:\d{1,9}:\d{1,9}\)?$", re.MULTILINE)

_FOLDED_LEAK = re.compile(  # the same once a browser has drawn it
    r"\bat (?:[^\s()]{1,200} ){0,2}\(?(?:https?|file|node|webpack[\w-]{0,20}):[^\s()]{1,400}:\d{1,9}:\d{1,9}\b"
)


def readable_text(response: Response) -> str:
    """The text that a person reads, white space folded; empty when there is none."""
    text = response.text or ""
    if "<" in text:
        text = html.unescape(" ".join(_read(text)))
    return _SPACE.sub(" ", text).strip()


def same_words(one: Response, other: Response) -> bool:
    """Whether two pages say the same, numbers apart (times, counters and measures change by themselves)."""
    return _NUMBER.sub("0", readable_text(one)) == _NUMBER.sub("0", readable_text(other))


def as_read(visit: Visit) -> Response | None:
    """The answer to a visit, with what the person read in place of its text where scripts made something of it."""
    if visit.response is None or visit.screen is None:
        return visit.response
    return replace(visit.response, text=f"<p>{html.escape(visit.screen.words, quote=False)}</p>")


def is_stack_trace(response: Response) -> bool:
    """Whether the page is the inside of a program rather than a sentence for a person."""
    return _LEAK.search(response.text or "") is not None


def shows_trace(words: str) -> bool:
    """Whether where a program broke off stands in what a browser has drawn."""
    return _LEAK.search(words) is not None or _FOLDED_LEAK.search(words) is not None


def mentions(text: str, value: str) -> bool:
    """Whether a decimal value stands in a text, with a point or a comma, not as a part of a longer number."""
    return mention_of(text, value) is not None


def mention_of(text: str, value: str) -> re.Match[str] | None:
    """The first place at which it does, None where there is none."""
    whole, _, decimals = value.partition(".")
    if whole not in text:
        return None  # said at once: hardly any page has it, and a pattern is dear to compile
    pattern = rf"(?<![\d.,]){re.escape(whole)}" + (rf"[.,]{re.escape(decimals)}0*" if decimals else "")
    return re.search(pattern + r"(?!\d)", text)


def _read(text: str) -> Iterator[str]:
    """The pieces of text outside markup, comments and elements that nobody reads; one left open hides the rest."""
    hidden: str | None = None
    start = 0
    for markup in _MARKUP.finditer(text):
        if hidden is None:
            yield text[start : markup.start()]
        start = markup.end()
        hidden = _hidden_after(markup, hidden)
    if hidden is None:
        yield text[start:]


def _hidden_after(markup: re.Match[str], hidden: str | None) -> str | None:
    closing, name = bool(markup[1]), (markup[2] or "").lower()
    if markup[0] == "<!--":
        return hidden or _COMMENT
    if markup[0] == "-->":
        return None if hidden == _COMMENT else hidden
    if hidden is not None:
        return None if closing and name == hidden else hidden
    return name if name in _UNREAD and not closing else None
