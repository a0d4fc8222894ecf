"""What a person can read on a page: HTML without its markup, JSON as it is, values in the French and English way."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conformance_suite.events import Response

_INVISIBLE = re.compile(r"<(script|style|template|head)\b.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")
_LEAK = re.compile(r"Traceback \(most recent call last\)|^\s+at .+\(.+:\d+:\d+\)", re.MULTILINE)


def readable_text(response: Response) -> str:
    """The text that a person reads, white space folded; empty when there is none."""
    text = response.text or ""
    if "<" in text:
        text = html.unescape(_TAG.sub(" ", _INVISIBLE.sub(" ", text)))
    return _SPACE.sub(" ", text).strip()


def same_words(one: Response, other: Response) -> bool:
    """Whether two pages say the same, numbers apart (times, counters and measures change by themselves)."""
    return _NUMBER.sub("0", readable_text(one)) == _NUMBER.sub("0", readable_text(other))


def is_stack_trace(response: Response) -> bool:
    """Whether the page is the inside of a program rather than a sentence for a person."""
    return _LEAK.search(response.text or "") is not None


def mentions(text: str, value: str) -> bool:
    """Whether a decimal value stands in a text, with a point or a comma, not as a part of a longer number."""
    whole, _, decimals = value.partition(".")
    pattern = rf"(?<![\d.,]){re.escape(whole)}" + (rf"[.,]{re.escape(decimals)}0*" if decimals else "")
    return re.search(pattern + r"(?!\d)", text) is not None
