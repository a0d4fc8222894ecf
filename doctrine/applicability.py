"""Which requirements concern an app, how strictly and why, from the facts its manifest declares. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.conditions import AllOf, Kind
from doctrine.trace import trace

if TYPE_CHECKING:
    from collections.abc import Collection

    from doctrine.conditions import Condition, Facts
    from doctrine.model import Edition, Obligation, Requirement
    from doctrine.trace import Trace


@dataclass(frozen=True)
class Applicability:
    """Whether a requirement concerns an app and how strictly, each with its reason."""

    requirement: Requirement
    applies: bool
    why: Trace
    obligation: Obligation
    obligation_why: Trace | None  # the conditional row that decided; None when the plain obligation holds

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        return {
            "requirement": self.requirement.id,
            "title": self.requirement.title[language],
            "applies": self.applies,
            "why": self.why.as_json(language),
            "obligation": self.obligation.value,
            "obligation_why": self.obligation_why.as_json(language) if self.obligation_why else None,
        }


def applies(requirement: Requirement, facts: Facts) -> bool:
    """Whether the requirement concerns an app with these facts."""
    concerned = not requirement.profiles or facts.kind in requirement.profiles
    return concerned and requirement.applies_when.holds(facts)


def obligation(requirement: Requirement, facts: Facts) -> Obligation:
    """How binding it is for this app: the first conditional row that holds, else the plain obligation."""
    return next(
        (row.obligation for row in requirement.conditional if row.when.holds(facts)),
        requirement.obligation,
    )


def applicable(edition: Edition, facts: Facts) -> tuple[Requirement, ...]:
    """The requirements of the edition that concern the app, in the edition's order."""
    return tuple(requirement for requirement in edition.requirements if applies(requirement, facts))


def concern(requirement: Requirement) -> Condition:
    """When a requirement concerns an app, as one condition: its profiles are kinds of apps."""
    if not requirement.profiles:
        return requirement.applies_when
    return AllOf((Kind(frozenset(requirement.profiles)), requirement.applies_when))


def explained(requirement: Requirement, facts: Facts, contradicted: Collection[str] = ()) -> Applicability:
    """Whether the requirement concerns an app with these facts, and why; `contradicted` names the facts in doubt."""
    why = trace(concern(requirement), facts, contradicted)
    deciding = next((row for row in requirement.conditional if row.when.holds(facts)), None)
    return Applicability(
        requirement,
        why.holds,
        why,
        deciding.obligation if deciding else requirement.obligation,
        trace(deciding.when, facts, contradicted) if deciding else None,
    )
