"""Delegations: a relative whom a holder lets see their space, or see it and act there, until either ends it."""

import secrets
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from sandbox.clock import Clock
from sandbox.kept_rows import KeptRows
from sandbox.spaces import Space

DelegationScope = Literal["see", "act"]
SCOPES: Final[tuple[DelegationScope, ...]] = get_args(DelegationScope)


@dataclass(frozen=True)
class Delegation:
    """An invitation, and what it became.

    Attributes:
        email: whom it is for, small letters; whether anybody here has that address is not told.
        delegate_id: who accepted it; None while nobody has.
        invited_at: seconds since 1970.
    """

    id: str
    holder_id: str
    email: str
    scope: DelegationScope
    invited_at: float
    delegate_id: str | None = None


class Delegations:
    """The delegations of one space; one that ends is gone, and a new one between the same two is another one."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._rows = KeptRows(space, "delegations.json", Delegation)

    def find(self, delegation_id: str | None) -> Delegation | None:
        """Return a delegation that has not ended."""
        return self._rows.get(delegation_id or "")

    def of_holder(self, holder_id: str) -> tuple[Delegation, ...]:
        """Return whom a holder invited, accepted or not."""
        return tuple(one for one in self._rows.all() if one.holder_id == holder_id)

    def of_delegate(self, delegate_id: str) -> tuple[Delegation, ...]:
        """Return what a person accepted."""
        return tuple(one for one in self._rows.all() if one.delegate_id == delegate_id)

    def waiting_for(self, email: str) -> tuple[Delegation, ...]:
        """Return the invitations that wait for whoever has this address."""
        wanted = email.strip().casefold()
        return tuple(one for one in self._rows.all() if one.delegate_id is None and one.email == wanted)

    def invite(self, holder_id: str, email: str, scope: DelegationScope) -> Delegation:
        """Invite somebody; an invitation or delegation of the same address ends with it."""
        invited = Delegation(
            secrets.token_urlsafe(12), holder_id, email.strip().casefold(), scope, self._space.part(Clock).now()
        )
        with self._space.lock:
            for earlier in self.of_holder(holder_id):
                if earlier.email == invited.email:
                    self.end(earlier)
            self._rows.put(invited.id, invited)
        return invited

    def accept(self, delegation: Delegation, delegate_id: str) -> Delegation | None:
        """Accept an invitation; None when it has been withdrawn or answered meanwhile."""
        with self._space.lock:
            if self.find(delegation.id) != delegation or delegation.delegate_id is not None:
                return None
            accepted = replace(delegation, delegate_id=delegate_id)
            self._rows.put(accepted.id, accepted)
        return accepted

    def end(self, delegation: Delegation) -> bool:
        """Revoke or decline; tell whether it had not ended yet."""
        return self._rows.drop(delegation.id)
