"""Whether a person's account in the health space is active, suspended or closed."""

from typing import Literal, get_args

from sandbox.spaces import Space

AccountStatus = Literal["active", "suspended", "closed"]
STATUSES: tuple[AccountStatus, ...] = get_args(AccountStatus)


class Accounts:
    """The account statuses of one space; everybody is active until said otherwise."""

    def __init__(self, _space: Space) -> None:
        self._statuses: dict[str, AccountStatus] = {}

    def status(self, persona_id: str) -> AccountStatus:
        """Return the status of a person's account."""
        return self._statuses.get(persona_id, "active")

    def change(self, persona_id: str, status: AccountStatus) -> None:
        """Suspend, close or reactivate an account."""
        self._statuses[persona_id] = status
