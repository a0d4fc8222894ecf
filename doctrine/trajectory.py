"""The way to the target edition: what is planned by when, what is missing, what is late. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from doctrine.position import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doctrine.model import Edition, Requirement
    from doctrine.position import Position


@dataclass(frozen=True)
class Milestone:
    """A day on which plans are due, and the level of the whole once they are done."""

    day: date
    due: tuple[Position, ...]
    level: int


@dataclass(frozen=True)
class Trajectory:
    """The way. `missing` neither conforms nor has a day; `too_late` comes after the target is in force.

    `renewed` are requirements that are new in the target, or of another revision than the one that was declared.
    """

    target: str
    milestones: tuple[Milestone, ...]
    missing: tuple[Position, ...]
    overdue: tuple[Position, ...]
    too_late: tuple[Position, ...]
    renewed: tuple[Requirement, ...]


def trajectory(found: Sequence[Position], declared_for: Edition, target: Edition, today: date) -> Trajectory:
    """The way from where the app stands before the target's requirements."""
    applying = [one for one in found if one.applies]
    ahead = [one for one in applying if one.declared.looks_ahead]
    days = sorted({one.declared.due for one in ahead if one.declared.due and not one.overdue})
    in_force = _day(target.in_force_from)
    return Trajectory(
        target.id,
        tuple(_milestone(day, applying) for day in days),
        missing=tuple(sorted((one for one in applying if one.unplanned), key=lambda one: not one.binding)),
        overdue=tuple(one for one in ahead if one.overdue),
        too_late=tuple(one for one in ahead if _is_after(one.declared.due, in_force, today)),
        renewed=tuple(one.requirement for one in applying if _is_renewed(one.requirement, declared_for)),
    )


def _milestone(day: date, applying: Sequence[Position]) -> Milestone:
    due = tuple(one for one in applying if one.declared.looks_ahead and one.declared.due == day)
    return Milestone(day, due, percent([one.level_on(day) for one in applying]) or 0)


def _is_after(due: date | None, in_force: date | None, today: date) -> bool:
    return due is not None and in_force is not None and today < in_force < due


def _is_renewed(requirement: Requirement, declared_for: Edition) -> bool:
    before = declared_for.find(requirement.id)
    return before is None or before.revision != requirement.revision


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # an edition's date is a text: one that is no day decides nothing here
        return None
