"""How far an app is, theme by theme: the themes of convergence are the sections of the doctrine. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.position import percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from doctrine.convergence import State
    from doctrine.position import Position
    from doctrine.sections import Section, Sections

BAR = 20


@dataclass(frozen=True)
class ThemeMaturity:
    """One theme: how many requirements apply, how many are in each state, the level now and once the plans are done."""

    section: Section
    applicable: int
    states: Mapping[State, int]
    contradicted: int
    overdue: int
    level: int
    projected: int

    @property
    def bar(self) -> str:
        """The level as a bar of text; what is projected beyond it is lighter."""
        done, ahead = self.level * BAR // 100, self.projected * BAR // 100
        return "█" * done + "▒" * (ahead - done) + "·" * (BAR - ahead)


def maturity(found: Sequence[Position], sections: Sections) -> tuple[ThemeMaturity, ...]:
    """Each theme that has a requirement that applies, in the order of reading."""
    by_section: dict[str, list[Position]] = {}
    for one in found:
        if one.applies:
            by_section.setdefault(sections.of(one.requirement).id, []).append(one)
    last = last_day(found)
    return tuple(
        _theme(section, by_section[section.id], last) for section in sections.sections if section.id in by_section
    )


def overall(found: Sequence[Position]) -> int:
    """The level of everything that applies, 100 when nothing does."""
    level = percent([one.level for one in found if one.applies])
    return 100 if level is None else level


def last_day(found: Sequence[Position]) -> date | None:
    """The day on which the last plan is due; None without plans."""
    return max((one.declared.due for one in found if one.applies and one.declared.due), default=None)


def _theme(section: Section, found: Sequence[Position], last: date | None) -> ThemeMaturity:
    level = percent([one.level for one in found]) or 0
    return ThemeMaturity(
        section,
        applicable=len(found),
        states=Counter(one.declared.state for one in found),
        contradicted=sum(one.contradicted for one in found),
        overdue=sum(one.overdue for one in found),
        level=level,
        projected=level if last is None else percent([one.level_on(last) for one in found]) or 0,
    )
