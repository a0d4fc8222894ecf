"""State machines as tables of rows: buttons, history, diagrams and permission tests derive from them.

A noun writes its rows in its own `lifecycle.py`:

    DOSSIER = Lifecycle("dossier", initial="draft", rows=(
        Row("draft", "submit", {Role.PUBLISHER}, to="submitted", recorded="dossier_submitted",
            guards=(is_of_the_publisher,), effects=(start_the_clock,)),
    ))

and its services call `DOSSIER.fire(session, actor, dossier, "submit", details={...})`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar, cast

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.audit import service as audit
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.storage.database import clock_of, lock_row
from catalogue_portal.storage.metadata import Base


class Subject(Protocol):
    """What has a life: a model with an identifier and a state."""

    id: str
    state: str


SubjectT = TypeVar("SubjectT", bound=Base)


@dataclass(frozen=True)
class Passage(Generic[SubjectT]):
    """One passage from a state to another, as its effects see it."""

    session: Session
    actor: Actor
    subject: SubjectT
    at: datetime
    details: Mapping[str, object]


Guard = Callable[[Session, Actor, SubjectT], DomainError | None]
Effect = Callable[[Passage[SubjectT]], None]


@dataclass(frozen=True)
class Row(Generic[SubjectT]):
    """One row of the table: from `source`, `event` asked by one of `actors`, if no guard objects, leads to `to`."""

    source: str
    event: str
    actors: Collection[Role]
    to: str
    recorded: str
    guards: tuple[Guard[SubjectT], ...] = ()
    effects: tuple[Effect[SubjectT], ...] = ()

    def refusal(self, session: Session, actor: Actor, subject: SubjectT) -> DomainError | None:
        """Return why the actor may not take this passage, or None."""
        if not actor.has_role(*self.actors):
            return Forbidden(f"{self.event} is for: {', '.join(sorted(self.actors))}.", code="wrong_role")
        for guard in self.guards:
            if (objection := guard(session, actor, subject)) is not None:
                return objection
        return None


@dataclass(frozen=True)
class Offer(Generic[SubjectT]):
    """A passage open from the present state: a button, live when `refusal` is None, else with the reason."""

    row: Row[SubjectT]
    refusal: DomainError | None


@dataclass(frozen=True)
class Lifecycle(Generic[SubjectT]):
    """The whole table of one noun."""

    noun: str
    initial: str
    rows: tuple[Row[SubjectT], ...]
    _by_key: dict[tuple[str, str], Row[SubjectT]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a table in which a passage is told twice."""
        by_key = {(row.source, row.event): row for row in self.rows}
        if len(by_key) != len(self.rows):
            raise ValueError(f"lifecycle of {self.noun}: two rows share a source and an event")
        object.__setattr__(self, "_by_key", by_key)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in order of appearance."""
        named = [self.initial, *(state for row in self.rows for state in (row.source, row.to))]
        return tuple(dict.fromkeys(named))

    def offers(self, session: Session, actor: Actor, subject: SubjectT) -> tuple[Offer[SubjectT], ...]:
        """Return the passages open from the present state to someone of the actor's roles, refused ones included."""
        return tuple(
            Offer(row, row.refusal(session, actor, subject))
            for row in self.rows
            if row.source == _living(subject).state and actor.has_role(*row.actors)
        )

    def fire(
        self,
        session: Session,
        actor: Actor,
        subject: SubjectT,
        event: str,
        *,
        details: Mapping[str, object] | None = None,
    ) -> Row[SubjectT]:
        """Take the passage `event`: check, change the state, run the effects, record the audit event.

        Raises Forbidden or a guard's own error when the actor may not, Conflict when the state does not allow it.
        """
        lock_row(session, subject)
        row = self._row(actor, subject, event)
        if (refusal := row.refusal(session, actor, subject)) is not None:
            raise refusal
        clock = clock_of(session)
        facts: dict[str, object] = {"from": row.source, "to": row.to, **(details or {})}
        _living(subject).state = row.to
        for effect in row.effects:
            effect(Passage(session, actor, subject, clock.now(), facts))
        audit.record(session, actor, event=row.recorded, subject=f"{self.noun}:{_living(subject).id}", details=facts)
        session.flush()
        return row

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram, for the documentation."""
        arrows = [f"    {row.source} --> {row.to}: {row.event} ({', '.join(sorted(row.actors))})" for row in self.rows]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.initial}", *arrows, ""])

    def _row(self, actor: Actor, subject: SubjectT, event: str) -> Row[SubjectT]:
        known = [row for row in self.rows if row.event == event]
        if not known:
            raise LookupError(f"lifecycle of {self.noun}: no event {event!r}")
        state = _living(subject).state
        row = self._by_key.get((state, event))
        if row is not None:
            return row
        if not any(actor.has_role(*candidate.actors) for candidate in known):
            raise Forbidden(f"{event} is not for your roles.", code="wrong_role")
        raise Conflict(f"{event} is not possible while the {self.noun} is {state}.", code="wrong_state", state=state)


def _living(subject: Base) -> Subject:
    # A mapped attribute is a descriptor, which no protocol can describe to the type checker.
    return cast("Subject", subject)
