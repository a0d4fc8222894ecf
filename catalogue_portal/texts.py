"""Texts that people must write: reasons, questions, answers."""

import re

from catalogue_portal.errors import Invalid

SHORTEST = 10
LONGEST = 20_000
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""Lines and tabs are fine in prose, other control characters are not."""


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
