"""Texts that people must write: reasons, questions, answers."""

import re

from catalogue_portal.errors import Invalid

SHORTEST = 10
LONGEST = 20_000
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]*$"
"""Lines and tabs are fine in prose, other control characters are not, nor halves of surrogate pairs (JSON has them)."""
_JOINERS = str.maketrans("", "", "\u200c\u200d")  # invisible, and needed: Persian words and emojis are joined by them


def required_text(name: str, value: str, *, at_least: int = SHORTEST) -> str:
    """Return the text without surrounding space; `Invalid` when it says nothing or far too much."""
    text = value.strip()
    if len(text) < at_least:
        raise Invalid(f"{name}: write at least {at_least} characters.", errors={name: ["too short"]})
    return limited_text(name, text)


def limited_text(name: str, value: str) -> str:
    """Return the text without surrounding space, empty allowed; `Invalid` when it is far too long."""
    text = value.strip()
    if len(text) > LONGEST:
        raise Invalid(f"{name}: write at most {LONGEST} characters.", errors={name: ["too long"]})
    if not re.fullmatch(PROSE, text):
        raise Invalid(f"{name}: control characters are not allowed.", errors={name: ["control characters"]})
    return text


def given_name(name: str, value: str, *, longest: int) -> str:
    """Return what somebody calls something, without surrounding space, to be shown to everybody.

    Raises:
        Invalid: nothing can be read of it, it is too long, or it holds what turns the direction of a line or is unseen.
    """
    text = value.strip()
    wrong = "A name is needed." if not text.translate(_JOINERS) else None
    if not text.translate(_JOINERS).isprintable():
        wrong = "control characters"
    if len(text) > longest:
        wrong = "too long"
    if wrong is not None:
        raise Invalid(f"{name}: {wrong.removesuffix('.')}.", errors={name: [wrong]})
    return text
