"""What changes between two declarations of one app. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from doctrine.convergence import Declared

if TYPE_CHECKING:
    from doctrine.convergence import Convergence


@dataclass(frozen=True)
class DeclarationChange:
    """One requirement of which something else is declared: before, after, and the names of the members that differ."""

    requirement: str
    before: Declared
    after: Declared
    members: tuple[str, ...]


@dataclass(frozen=True)
class ConvergenceDifference:
    """Everything between two declarations; an edition that changes is told as its two names."""

    editions: tuple[str, str]
    changes: tuple[DeclarationChange, ...]

    @property
    def empty(self) -> bool:
        """Whether both declare the same."""
        return not self.changes and self.editions[0] == self.editions[1]


def difference(before: Convergence, after: Convergence) -> ConvergenceDifference:
    """What changes from one declaration to another, by requirement."""
    ids = sorted({*before.declared, *after.declared})
    found = (_change(name, before.of(name), after.of(name)) for name in ids)
    return ConvergenceDifference((before.edition, after.edition), tuple(one for one in found if one.members))


def _change(requirement: str, before: Declared, after: Declared) -> DeclarationChange:
    names = [one.name for one in fields(Declared)]
    members = tuple(name for name in names if getattr(before, name) != getattr(after, name))
    return DeclarationChange(requirement, before, after, members)
