"""Emergency access ("bris de glace"): a reason opens the record for a while, and the holder is told.

The trace is the access: what is written here, before anything is shown, is all that opens the record. So nobody is in
without a trace, wherever a process is killed.
"""

import secrets
from dataclasses import dataclass, replace

from sandbox.clock import Clock
from sandbox.holder.professional_rights import Decision, Refusal, RightsOfProfessionals, decide
from sandbox.inferred import inferred
from sandbox.kept_rows import KeptRows
from sandbox.people.accounts import Accounts
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


class RefusedEmergencyError(ValueError):
    """The record stays shut; `refusal` is why, None when the reason given was none."""

    def __init__(self, refusal: Refusal | None) -> None:
        super().__init__(f"no emergency access: {refusal or 'a reason is needed'}")
        self.refusal = refusal


@dataclass(frozen=True)
class Emergency:
    """An emergency access: who, to whose record, why in their words, from when to when (seconds since 1970).

    Attributes:
        told_at: when the holder, or who acts for them, said that they had read of it; None while they have not.
    """

    id: str
    holder_id: str
    professional_id: str
    reason: str
    opened_at: float
    ends_at: float
    told_at: float | None = None


class Emergencies:
    """The emergency accesses of one space, the oldest first; none is ever taken back."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._rows = KeptRows(space, "emergencies.json", Emergency)

    def of_holder(self, holder_id: str) -> tuple[Emergency, ...]:
        """Return every emergency access to a person's record."""
        return tuple(one for one in self._rows.all() if one.holder_id == holder_id)

    def untold(self, holder_id: str) -> tuple[Emergency, ...]:
        """Return those that the holder has not read of yet."""
        return tuple(one for one in self.of_holder(holder_id) if one.told_at is None)

    def under_way(self, holder_id: str, professional_id: str) -> bool:
        """Tell whether an emergency of a professional opens a person's record now."""
        now = self._clock.now()
        return any(
            one.professional_id == professional_id and one.opened_at <= now < one.ends_at
            for one in self.of_holder(holder_id)
        )

    def open(self, holder: Persona, professional_id: str, reason: str) -> Emergency:
        """Open a record in an emergency.

        Raises:
            RefusedEmergencyError: the reason is empty, or the holder's choices forbid it.
            LookupError: no professional of the directory has that id.
        """
        if self._space.part(People).directory.find(professional_id) is None:
            raise LookupError(f"no professional has the id {professional_id[:80]!r}")
        why = " ".join(reason.split())[: inferred().holder.longest_reason]
        if not any(letter.isalpha() for letter in why):
            raise RefusedEmergencyError(None)
        with self._space.lock:
            decision = _decision(self._space, holder, professional_id, emergency=True)
            if decision.refusal:
                raise RefusedEmergencyError(decision.refusal)
            now = self._clock.now()
            opened = Emergency(
                secrets.token_urlsafe(12), holder.id, professional_id, why, now, now + inferred().holder.emergency
            )
            self._rows.put(opened.id, opened)
        return opened

    def told(self, holder_id: str) -> int:
        """Keep that the holder has read of all that is there; return of how many they had not."""
        with self._space.lock:
            unread = self.untold(holder_id)
            for one in unread:
                self._rows.put(one.id, replace(one, told_at=self._clock.now()))
        return len(unread)


def decision_for(space: Space, holder: Persona, professional_id: str) -> Decision:
    """Tell whether a professional may see a person's record now, and by what right."""
    under_way = space.part(Emergencies).under_way(holder.id, professional_id)
    return _decision(space, holder, professional_id, emergency=under_way)


def _decision(space: Space, holder: Persona, professional_id: str, *, emergency: bool) -> Decision:
    status = space.part(Accounts).status(holder.id)
    rights = space.part(RightsOfProfessionals).of(holder)
    return decide(rights, status, professional_id, emergency=emergency)
