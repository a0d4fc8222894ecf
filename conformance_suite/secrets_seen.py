"""Reading the marks that stand for secrets in a transcript: `§kind:digest:length:alphabet§`."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARK = re.compile(r"§(?P<kind>\w+):(?P<digest>[0-9a-f]+):(?P<length>\d+):(?P<alphabet>\w+)§")


@dataclass(frozen=True)
class SecretMark:
    """What remains of a secret: its kind, a digest that tells equals apart, its length and its alphabet."""

    kind: str
    digest: str
    length: int
    alphabet: str


def mark_of(text: str | None) -> SecretMark | None:
    """The first mark in a text, None when there is none."""
    return next(iter(marks_of(text)), None)


def marks_of(text: str | None) -> tuple[SecretMark, ...]:
    """Every mark in a text, in order."""
    found = MARK.finditer(text or "")
    return tuple(SecretMark(one["kind"], one["digest"], int(one["length"]), one["alphabet"]) for one in found)


def identity_of(value: str | None) -> str | None:
    """What tells a secret from another, whether it is marked or plain: its digest, or itself."""
    mark = mark_of(value)
    return value if mark is None else mark.digest
