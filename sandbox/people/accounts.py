"""The accounts of a space: everybody's is active until something happens to it."""

from typing import Final

from sandbox.clock import Clock
from sandbox.kept_rows import KeptRows
from sandbox.people.account_lifecycle import Account, AccountEvent, AccountStatus, Actor, after_event, at, possible
from sandbox.spaces import Space

_AS_EVER: Final = Account("active", 0.0)


class Accounts:
    """The accounts of one space, kept in its folder when it has one."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._rows = KeptRows(space, "accounts.json", Account)

    def account(self, persona_id: str) -> Account:
        """Return a person's account as it is now."""
        return at(self._rows.get(persona_id) or _AS_EVER, self._clock.now())

    def status(self, persona_id: str) -> AccountStatus:
        """Return the status of a person's account."""
        return self.account(persona_id).status

    def possible(self, persona_id: str, actor: Actor) -> tuple[AccountEvent, ...]:
        """Return what somebody can do to an account now."""
        return possible(self.account(persona_id), actor, self._clock.now())

    def happen(self, persona_id: str, event: AccountEvent) -> Account:
        """Let something happen to an account; what follows for apps is in `sandbox.holder.choices`.

        Raises:
            NoTransitionError: it cannot, as the account is.
        """
        with self._space.lock:
            account = after_event(self.account(persona_id), event, self._clock.now())
            self._rows.put(persona_id, account)
        return account
