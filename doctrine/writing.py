"""What texts of people may not hold, and a day as they write it."""

from __future__ import annotations

import re
from datetime import date

# What steers a terminal, turns the order of what stands beside it, or is half a character.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day(value: object) -> date | None:
    """The day that is written as in 2027-03-31; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def shown(value: object) -> str:
    """A value as a message may quote it: short, and steering nothing."""
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", str(value))
    return text if len(text) <= 60 else text[:60] + "\N{HORIZONTAL ELLIPSIS}"  # noqa: PLR2004 - a line of a terminal
