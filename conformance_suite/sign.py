"""A sign: one thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sign:
    """Whether it is well, what was seen, and what to look at if it is not."""

    well: bool
    seen: str
    hint: str = ""
