"""What a holder lets professionals do: whom they allow or block, who attends them, what an emergency opens.

`decide` is the rule by which a professional gets in or not; it is pure, and every surface for professionals asks it.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from sandbox.kept_rows import KeptRows
from sandbox.people.account_lifecycle import AccountStatus
from sandbox.people.persona import Persona
from sandbox.spaces import Space

Right = Literal["attending", "allowed", "emergency"]
Refusal = Literal["no_space", "suspended", "blocked", "consent_needed", "emergency_opposed"]
RIGHTS: Final[tuple[Right, ...]] = get_args(Right)
_WITHOUT_SPACE: Final[dict[AccountStatus, Refusal]] = {
    "announced": "no_space",
    "refused": "no_space",
    "closed": "no_space",
    "suspended": "suspended",
}


@dataclass(frozen=True)
class ProfessionalRights:
    """What one holder decided.

    Attributes:
        attending: the id of the attending physician, whom masked documents are shown to; None when they have none.
        allowed: ids of professionals who may come back without asking again.
        blocked: ids of professionals who never get in, not even in an emergency.
        emergency_opposed: nobody gets in by an emergency.
    """

    attending: str | None
    allowed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    emergency_opposed: bool = False

    def with_allowed(self, professional_id: str) -> "ProfessionalRights":
        """Return the same, with a professional allowed and no longer blocked."""
        return replace(
            self, allowed=_with(self.allowed, professional_id), blocked=_without(self.blocked, professional_id)
        )

    def with_blocked(self, professional_id: str) -> "ProfessionalRights":
        """Return the same, with a professional blocked: they are neither allowed nor attending any more."""
        attending = None if self.attending == professional_id else self.attending
        return replace(
            self,
            attending=attending,
            allowed=_without(self.allowed, professional_id),
            blocked=_with(self.blocked, professional_id),
        )

    def with_forgotten(self, professional_id: str) -> "ProfessionalRights":
        """Return the same, with a professional neither allowed nor blocked: they must ask again."""
        return replace(
            self, allowed=_without(self.allowed, professional_id), blocked=_without(self.blocked, professional_id)
        )

    def with_attending(self, professional_id: str | None) -> "ProfessionalRights":
        """Return the same, with another attending physician or none; whoever is chosen is not blocked."""
        return replace(self, attending=professional_id, blocked=_without(self.blocked, professional_id))

    def with_emergency(self, *, opposed: bool) -> "ProfessionalRights":
        """Return the same, with emergency access opposed or not."""
        return replace(self, emergency_opposed=opposed)


@dataclass(frozen=True)
class Decision:
    """Whether a professional gets in: by what right, or why not."""

    right: Right | None = None
    refusal: Refusal | None = None


def decide(
    rights: ProfessionalRights, status: AccountStatus, professional_id: str, *, emergency: bool = False
) -> Decision:
    """Tell whether a professional may open a record, without or with an emergency under way (see `emergencies`)."""
    refusal = _WITHOUT_SPACE.get(status) or ("blocked" if professional_id in rights.blocked else None)
    if refusal:
        return Decision(refusal=refusal)
    if professional_id == rights.attending:
        return Decision(right="attending")
    if professional_id in rights.allowed:
        return Decision(right="allowed")
    if not emergency:
        return Decision(refusal="consent_needed")
    return Decision(refusal="emergency_opposed") if rights.emergency_opposed else Decision(right="emergency")


def sees_masked(right: Right) -> bool:
    """Tell whether somebody with this right sees what the holder masked from professionals (MASQUE_PS)."""
    return right == "attending"


class RightsOfProfessionals:
    """What the holders of one space decided, kept in its folder when it has one."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._rows = KeptRows(space, "professional_rights.json", ProfessionalRights)

    def of(self, holder: Persona) -> ProfessionalRights:
        """Return what a holder decided; at first only that they have the attending physician they had."""
        return self._rows.get(holder.id) or ProfessionalRights(holder.attending)

    def put(self, holder: Persona, rights: ProfessionalRights) -> bool:
        """Keep what a holder decided; tell whether it changes anything."""
        with self._space.lock:
            if rights == self.of(holder):
                return False
            self._rows.put(holder.id, rights)
        return True


def _with(ids: tuple[str, ...], one: str) -> tuple[str, ...]:
    return ids if one in ids else (*ids, one)


def _without(ids: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return tuple(other for other in ids if other != one)
