"""How much of the catalogue is played, counted by level and by profile, with the reasons for the rest."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from conformance_suite.gaps import Reason
from conformance_suite.misbehaviours import Level, Profile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from conformance_suite.misbehaviours import Misbehaviour

PLAYED = "played"


def counts(rows: Iterable[Misbehaviour]) -> Counter[str]:
    """How many of these rows are played, and how many are not for each reason."""
    return Counter(row.not_played.reason if row.not_played else PLAYED for row in rows)


def table(rows: Collection[Misbehaviour]) -> str:
    """The counts as Markdown: a line for each level, each profile of `must` rows, and all rows."""
    levels = [(f"`{level}`", [row for row in rows if row.level is level]) for level in Level]
    musts = [row for row in rows if row.level is Level.MUST]
    profiles = [(f"`must` of {profile}", [row for row in musts if profile in row.profiles]) for profile in Profile]
    lines = [_line(name, some) for name, some in (*levels, *profiles, ("all", list(rows)))]
    head = " | ".join(["rows", "number", PLAYED, *(reason.words for reason in Reason)])
    return "\n".join([f"| {head} |", "|---|" + "--:|" * (len(Reason) + 2), *lines])


def _line(name: str, rows: Collection[Misbehaviour]) -> str:
    counted = counts(rows)
    return f"| {name} | {len(rows)} | {' | '.join(str(counted[column]) for column in (PLAYED, *Reason))} |"
