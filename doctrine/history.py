"""Through which editions a requirement went, and what changed on the way. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.difference import changes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doctrine.difference import Change
    from doctrine.model import Edition, Requirement


@dataclass(frozen=True)
class Stage:
    """A requirement in one edition, and what changed since the edition before that had it."""

    edition: Edition
    requirement: Requirement
    changes: tuple[Change, ...]


def history(requirement_id: str, editions: Iterable[Edition]) -> tuple[Stage, ...]:
    """The stages of a requirement, in the order of the editions given."""
    stages: list[Stage] = []
    for edition in editions:
        found = edition.find(requirement_id)
        if found is not None:
            stages.append(Stage(edition, found, changes(stages[-1].requirement, found) if stages else ()))
    return tuple(stages)
