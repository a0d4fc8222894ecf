"""The life of an account of the health space: announced by letter, opened unless refused, suspended, closed.

Opening by opt-out is that of CSP R.1111-28 in its broad lines; how many weeks there are to refuse is inferred.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from sandbox.inferred import inferred

AccountStatus = Literal["announced", "active", "refused", "suspended", "closed"]
AccountEvent = Literal["announce", "open", "time_passes", "refuse", "close", "reopen", "suspend", "resume"]
Actor = Literal["holder", "platform", "clock"]
STATUSES: Final[tuple[AccountStatus, ...]] = get_args(AccountStatus)
EVENTS: Final[tuple[AccountEvent, ...]] = get_args(AccountEvent)
_WEEK: Final = 7 * 86_400.0


@dataclass(frozen=True)
class Account:
    """An account, since when it is in its status, and when the letter left that announced it (seconds since 1970)."""

    status: AccountStatus
    since: float
    letter_sent: float | None = None

    @property
    def opens_at(self) -> float | None:
        """When it opens by itself, for as long as it is announced."""
        if self.status != "announced" or self.letter_sent is None:
            return None
        return self.letter_sent + inferred().holder.weeks_to_refuse * _WEEK


class NoTransitionError(ValueError):
    """Nothing leads from the status of an account by that event, or not now."""


Guard = Callable[[Account, float], bool]


def always(_account: Account, _now: float) -> bool:
    """Let pass."""
    return True


def time_to_refuse_is_over(account: Account, now: float) -> bool:
    """Let pass once the weeks to refuse are over."""
    return account.opens_at is not None and now >= account.opens_at


def time_to_refuse_remains(account: Account, now: float) -> bool:
    """Let pass while the account may still be refused; later it can be closed."""
    return not time_to_refuse_is_over(account, now)


@dataclass(frozen=True)
class Transition:
    """A row of the life of an account: what leads from a status to another, by whom, and if what holds."""

    source: AccountStatus
    event: AccountEvent
    actor: Actor
    guard: Guard
    target: AccountStatus


TRANSITIONS: Final = (
    # The platform plays the letter again for somebody whose space is active: that is how people are here at first.
    Transition("active", "announce", "platform", always, "announced"),
    Transition("announced", "open", "holder", always, "active"),
    Transition("announced", "refuse", "holder", time_to_refuse_remains, "refused"),
    Transition("announced", "time_passes", "clock", time_to_refuse_is_over, "active"),
    Transition("refused", "open", "holder", always, "active"),
    Transition("active", "close", "holder", always, "closed"),
    Transition("closed", "reopen", "holder", always, "active"),
    Transition("active", "suspend", "platform", always, "suspended"),
    Transition("suspended", "resume", "platform", always, "active"),
)


def after_event(account: Account, event: AccountEvent, now: float) -> Account:
    """Return the account after an event.

    Raises:
        NoTransitionError: no row of the table leads on.
    """
    for row in TRANSITIONS:
        if (row.source, row.event) == (account.status, event) and row.guard(account, now):
            letter = now if event == "announce" else account.letter_sent
            return replace(account, status=row.target, since=now, letter_sent=letter)
    raise NoTransitionError(f"an account that is {account.status} cannot {event.replace('_', ' ')} now")


def at(account: Account, now: float) -> Account:
    """Return the account as time alone has made it: one that nobody refused is active since the weeks were over."""
    if account.opens_at is None or now < account.opens_at:
        return account
    return after_event(account, "time_passes", account.opens_at)


def possible(account: Account, actor: Actor, now: float) -> tuple[AccountEvent, ...]:
    """Return what somebody can do to an account now, in the order of the table."""
    return tuple(
        row.event
        for row in TRANSITIONS
        if row.source == account.status and row.actor == actor and row.guard(account, now)
    )
