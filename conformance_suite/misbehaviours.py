"""What a hostile or broken space can do, and what a safe app does then: the rows of the catalogue.

A row is played by the check of the same id, or says in `not_played` why there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.gaps import Gap
    from doctrine.model import Bilingual


class Level(StrEnum):
    """What the catalogue proposes; the requirement of a check decides."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


class Profile(StrEnum):
    """The apps that a row concerns: by their kind, as FHIR clients, as paired with Mon espace santé."""

    WEB = "web"
    NATIVE = "native"
    SERVICE = "service"
    FHIR = "fhir"
    PAIRING = "pairing"


@dataclass(frozen=True)
class Misbehaviour:
    """One row: what the space does (`title`) and what a safe app does then (`expected`).

    `source` is None where no text asks for it but common sense. `not_played` is None when a check has the id.
    """

    id: str
    level: Level
    profiles: tuple[Profile, ...]
    title: Bilingual
    expected: Bilingual
    source: str | None
    not_played: Gap | None


@dataclass(frozen=True)
class Family:
    """The rows of one file, in their order; families are told in the order of their letters."""

    letter: str
    title: Bilingual
    rows: tuple[Misbehaviour, ...]


def disagreements(known: Iterable[Misbehaviour], played: Iterable[str]) -> list[str]:
    """Where rows and checks (`played`: their case ids) do not fit: a row has a check or a reason, never both."""
    by_id, checks = {row.id: row for row in known}, set(played)
    stale = [row.id for row in by_id.values() if row.id in checks and row.not_played is not None]
    bare = [row.id for row in by_id.values() if row.id not in checks and row.not_played is None]
    return [
        *(f"{row}: its check exists, delete `not_played`" for row in stale),
        *(f"{row}: has neither a check nor `not_played`" for row in bare),
        *(f"{case}: has a check, and no row in the catalogue" for case in sorted(checks - by_id.keys())),
    ]
