"""Which requirements concern an app, and how strictly, from the facts its manifest declares. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doctrine.conditions import Facts
    from doctrine.model import Edition, Obligation, Requirement


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
