"""Where an app stands before each requirement: whether it applies, what is declared, what the suite says. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.applicability import applies, obligation
from doctrine.confrontation import Outcome, outcome
from doctrine.convergence import DATED, Convergence, Declared, State
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from doctrine.conditions import Facts
    from doctrine.confrontation import Verdicts
    from doctrine.model import Edition, Requirement

FULL = 100
WORTH = {State.CONFORMS: FULL, State.PARTLY: FULL // 2}


@dataclass(frozen=True)
class Position:
    """Where the app stands before one requirement. `outcome` is None when no run was looked at."""

    requirement: Requirement
    applies: bool
    obligation: Obligation
    declared: Declared
    outcome: Outcome | None = None
    verdict: str | None = None
    overdue: bool = False

    @property
    def binding(self) -> bool:
        """Whether it must be met."""
        return self.applies and self.obligation is Obligation.SHALL

    @property
    def against_the_facts(self) -> bool:
        """Whether it is declared not applicable although the declared facts say that it applies."""
        return self.applies and self.declared.state is State.NOT_APPLICABLE

    @property
    def needless(self) -> bool:
        """Whether something is declared of a requirement that does not apply."""
        return not self.applies and self.declared.state not in {State.UNDECLARED, State.NOT_APPLICABLE}

    @property
    def contradicted(self) -> bool:
        """Whether the facts or the suite contradict what is declared."""
        return self.against_the_facts or self.outcome is Outcome.CONTRADICTS

    @property
    def unplanned(self) -> bool:
        """Whether the app does not conform yet, and no day is named on which it will."""
        if not self.applies or self.declared.state is State.CONFORMS:
            return False
        return not self.declared.looks_ahead

    @property
    def level(self) -> int:
        """What it is worth now, from 0 to 100: what is contradicted is worth nothing."""
        return 0 if self.contradicted else WORTH.get(self.declared.state, 0)

    def level_on(self, day: date) -> int:
        """What it is worth once everything due by that day is done; a plan that is overdue promises nothing."""
        due = self.declared.due
        kept = self.declared.state in DATED and not self.overdue
        return FULL if kept and due is not None and due <= day else self.level


def positions(
    convergence: Convergence, edition: Edition, facts: Facts, today: date, report: Verdicts | None = None
) -> tuple[Position, ...]:
    """The position before each requirement that applies, or of which something is declared, in the edition's order."""
    found = (_position(one, convergence.of(one.id), facts, today, report) for one in edition.requirements)
    return tuple(one for one in found if one.applies or one.declared.state is not State.UNDECLARED)


def percent(levels: Sequence[int]) -> int | None:
    """The mean of levels, rounded down so that 100 is only said of what is whole; None of nothing."""
    return sum(levels) // len(levels) if levels else None


def _position(
    requirement: Requirement, declared: Declared, facts: Facts, today: date, report: Verdicts | None
) -> Position:
    verdict = report.of(requirement) if report else None
    return Position(
        requirement,
        applies(requirement, facts),
        obligation(requirement, facts),
        declared,
        outcome(declared.state, verdict) if report else None,
        verdict,
        overdue=declared.state in DATED and declared.due is not None and declared.due < today,
    )
