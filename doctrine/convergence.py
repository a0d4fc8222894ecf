"""What a publisher declares of its app, requirement by requirement: state, reason, plan, date, evidence. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SCHEMA = "poincon/convergence/1"
FILE_NAME = "convergence.yaml"


class State(StrEnum):
    """What a publisher says of one requirement; one that is not in the file is `undeclared`."""

    CONFORMS = "conforms"
    PARTLY = "partly"
    PLANNED = "planned"
    NOT_APPLICABLE = "not_applicable"
    UNDECLARED = "undeclared"


STATES = {
    State.CONFORMS: Bilingual("conforme", "conforms"),
    State.PARTLY: Bilingual("partiellement conforme", "conforms in part"),
    State.PLANNED: Bilingual("prévu", "planned"),
    State.NOT_APPLICABLE: Bilingual("sans objet", "not applicable"),
    State.UNDECLARED: Bilingual("non déclaré", "not declared"),
}
DATED = frozenset({State.PLANNED, State.PARTLY})
"""States that look ahead: only these have a plan and a date."""


@dataclass(frozen=True)
class Declared:
    """What is declared of one requirement. `due` is the day by which it will conform."""

    state: State
    reason: str = ""
    due: date | None = None
    plan: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def looks_ahead(self) -> bool:
        """Whether conforming is announced for a day."""
        return self.state in DATED and self.due is not None


NOTHING = Declared(State.UNDECLARED)


@dataclass(frozen=True)
class Convergence:
    """A whole declaration: the app, the edition whose requirements it speaks of, what is said of each."""

    app: str
    edition: str
    declared: Mapping[str, Declared] = field(default_factory=dict)

    def of(self, requirement_id: str) -> Declared:
        """What is declared of a requirement; `undeclared` when it is not there."""
        return self.declared.get(requirement_id, NOTHING)
