"""Families of a settled space: two parents and a child of theirs who is a minor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench

    from sandbox.people.persona import Persona


@dataclass(frozen=True)
class Family:
    """Two parents, one of their children who is a minor, and somebody who is no relative."""

    mother: Persona
    father: Persona
    child: Persona
    stranger: Persona


def family(bench: Bench) -> Family:
    """Return the first family with two parents and exactly one minor."""
    everyone = list(bench.space.part(People).everyone())
    for child in everyone:
        guardians = [bench.space.part(People).find(one) for one in child.relations.guardians]
        wards = guardians and [one for one in everyone if guardians[0] and guardians[0].id in one.relations.guardians]
        if len(guardians) == 2 and len(wards) == 1 and guardians[0] and guardians[1]:
            stranger = next(one for one in everyone if not one.relations.guardians and not one.relations.children)
            return Family(guardians[0], guardians[1], child, stranger)
    raise LookupError("no family of this kind lives here")
