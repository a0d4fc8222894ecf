"""Who may do what in whose space: the holder, the guardian of a minor, the relative they delegated to.

The person who really connects is known even when acting for another (PGSSI-S, electronic identification of users): a
mandate names both, and an authorization that was given under one keeps it.
"""

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.people.accounts import Accounts
from sandbox.people.delegations import Delegations, DelegationScope
from sandbox.people.majority import Majority
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

Relation = Literal["self", "guardian", "delegate"]
Power = Literal["see", "act", "govern"]

_ALL: Final[frozenset[Power]] = frozenset({"see", "act", "govern"})
_DELEGATED: Final[dict[DelegationScope, frozenset[Power]]] = {
    "see": frozenset({"see"}),
    "act": frozenset({"see", "act"}),
}


@dataclass(frozen=True)
class Mandate:
    """By what right one person is in the space of another, or of their own.

    Attributes:
        delegation_id: the delegation that it rests on; a later one between the same two is another mandate.
        powers: `see` the record; `act`: hide documents, pair apps, give and withdraw consents, choose professionals;
            `govern`: open, refuse and close the space, delegate, oppose emergency access, take everything out.
    """

    actor_id: str
    holder_id: str
    relation: Relation
    powers: frozenset[Power]
    delegation_id: str | None = None


def speaks_for_another(mandate: Mandate) -> Mandate | None:
    """Return the mandate that an authorization keeps: none when people speak for themselves."""
    return None if mandate.relation == "self" else mandate


class Mandates:
    """The mandates that hold in one space at this moment; nothing is kept here, all follows from who is who."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._people = space.part(People)
        self._majority = space.part(Majority)
        self._delegations = space.part(Delegations)

    def find(self, actor_id: str, holder_id: str) -> Mandate | None:
        """Return the mandate of one person in the space of another; their own space included."""
        return next((one for one in self.of(actor_id) if one.holder_id == holder_id), None)

    def of(self, actor_id: str | None) -> tuple[Mandate, ...]:
        """Return every space in which somebody may do something: their own, their children's, their relatives'."""
        actor = self._people.find(actor_id)
        if actor is None:
            return ()
        own = () if self._majority.is_minor(actor) else (Mandate(actor.id, actor.id, "self", _ALL),)
        wards = tuple(Mandate(actor.id, ward.id, "guardian", _ALL) for ward in self._wards(actor))
        taken = {one.holder_id for one in (*own, *wards)}
        return (*own, *wards, *(one for one in self._delegated(actor) if one.holder_id not in taken))

    def pairable(self, actor_id: str | None) -> tuple[Mandate, ...]:
        """Return the spaces that somebody may pair with an app: those where they may act, if they are active."""
        accounts = self._space.part(Accounts)
        return tuple(
            one for one in self.of(actor_id) if "act" in one.powers and accounts.status(one.holder_id) == "active"
        )

    def for_holder(self, holder: Persona) -> tuple[Mandate, ...]:
        """Return who may do something in a person's space, the person included."""
        delegates = [one.delegate_id for one in self._delegations.of_holder(holder.id) if one.delegate_id]
        actors = dict.fromkeys((holder.id, *holder.relations.guardians, *delegates))
        found = (self.find(actor_id, holder.id) for actor_id in actors)
        return tuple(mandate for mandate in found if mandate)

    def holds(self, mandate: Mandate) -> bool:
        """Tell whether a mandate still holds, with all the powers it had: a smaller one is another one."""
        return self.find(mandate.actor_id, mandate.holder_id) == mandate

    def _wards(self, actor: Persona) -> list[Persona]:
        children = (self._people.find(child) for child in actor.relations.children)
        return [
            child
            for child in children
            if child and actor.id in child.relations.guardians and self._majority.is_minor(child)
        ]

    def _delegated(self, actor: Persona) -> list[Mandate]:
        return [
            Mandate(actor.id, one.holder_id, "delegate", _DELEGATED[one.scope], one.id)
            for one in self._delegations.of_delegate(actor.id)
            if self._people.find(one.holder_id)
        ]
