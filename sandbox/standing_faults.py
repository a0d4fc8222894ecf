"""Faults armed at a space itself, outside an episode: by a developer who wants to see what their app does.

They act on every exchange, or on those of one client, until they are disarmed or have acted once.
"""

import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, Protocol

from sandbox.difference import differences
from sandbox.faults import catalogue
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space

Until = Literal["once", "disarmed"]
_MOST_KEPT = 50  # faults that are over, and deliveries of each, that are still told
_BEFORE_ANY_CLIENT = "certificate"  # the hook point that comes before anybody has said who they are


class UnknownStandingFaultError(LookupError):
    """No fault is armed under that number."""


class Context(Protocol):
    """What a fault acts in: an exchange, or a connection that has carried none yet."""

    id: str
    faults: list[str]

    def armed(self) -> Sequence[object]:
        """Return the armed faults, in order."""


@dataclass
class StandingFault:
    """A fault that was armed; `delivered` are the exchanges (or connections) in which it told its lie, latest last.

    `over` says that it acts no more: disarmed, or armed for once and delivered.
    """

    number: int
    id: str
    params: JsonObject
    fault: object = field(repr=False)
    until: Until
    client_id: str | None
    armed_at: str
    delivered: list[str] = field(default_factory=list)
    deliveries: int = 0
    over: bool = False

    def acts_in(self, place: str) -> bool:
        """Tell whether it told its lie in the exchange of that id, the latest."""
        return place in self.delivered[-1:]

    def as_json(self) -> JsonObject:
        """Say in JSON what is armed and what it did."""
        return {
            "number": self.number,
            "id": self.id,
            "params": self.params,
            "until": self.until,
            "client_id": self.client_id,
            "armed_at": self.armed_at,
            "delivered": list[JsonValue](self.delivered),
            "deliveries": self.deliveries,
            "over": self.over,
        }


class StandingFaults:
    """The faults armed at one space."""

    def __init__(self, _space: Space) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._all: tuple[StandingFault, ...] = ()  # replaced in one go: the wire reads it without the lock

    def arm(
        self, fault_id: str, params: Mapping[str, JsonValue], *, until: Until = "disarmed", client_id: str | None = None
    ) -> StandingFault:
        """Arm a fault.

        Raises:
            UnknownFaultError: (a ValueError) there is no such fault, or it has no such setting.
            ValueError: it acts before any client is known, and one is named.
        """
        fault = catalogue.load(fault_id, params)
        if client_id is not None and _BEFORE_ANY_CLIENT in catalogue.hook_points(fault_id):
            raise ValueError(f"{fault_id} acts before any client has said who it is: it cannot be armed for one alone")
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock:
            armed = StandingFault(next(self._numbers), fault_id, dict(params), fault, until, client_id, moment)
            over = [standing.number for standing in self._all if standing.over][:-_MOST_KEPT]
            self._all = (*(standing for standing in self._all if standing.number not in over), armed)
        return armed

    def disarm(self, number: int) -> StandingFault:
        """Let a fault act no more.

        Raises:
            UnknownStandingFaultError: none is armed under that number.
        """
        with self._lock:
            for standing in self._all:
                if standing.number == number and not standing.over:
                    standing.over = True
                    return standing
        raise UnknownStandingFaultError(f"fault number {number}, among those that are armed")

    def all(self) -> tuple[StandingFault, ...]:
        """Return what is armed and what was lately, in the order of arming."""
        return self._all

    def acting_on(self, context: Context) -> Sequence[object]:
        """Return the faults that act in an exchange or on a connection, as the hooks call them."""
        if not self._all:
            return ()
        client_id = getattr(context, "facts", {}).get("client_id")
        return tuple(
            _Acting(self, standing, context)
            for standing in self._all
            if standing.client_id in {None, client_id} and (not standing.over or standing.acts_in(context.id))
        )

    def claim(self, standing: StandingFault, place: str) -> bool:
        """Note that a fault tells its lie in the exchange of that id; False if it may not any more."""
        with self._lock:
            if standing.acts_in(place):
                return True  # at another hook point
            if standing.over:
                return False
            standing.deliveries += 1
            standing.delivered = [*standing.delivered[1 - _MOST_KEPT :], place]
            if standing.until == "once":
                standing.over = True
            return True


class _Acting:
    """One standing fault in one exchange: at each hook point it tells the same lie, once it has claimed its turn."""

    def __init__(self, faults: StandingFaults, standing: StandingFault, context: Context) -> None:
        self.id = standing.id
        self._faults = faults
        self._standing = standing
        self._context = context

    def __getattr__(self, hook: str) -> Any:  # noqa: ANN401 - whatever the fault has under that name
        return partial(self._tell, hook, getattr(self._standing.fault, hook))

    def _tell(self, hook: str, lie: Any, value: Any) -> Any:  # noqa: ANN401 - the value of any hook point
        told = lie(value)
        if told == value or not self._faults.claim(self._standing, self._context.id):
            return value
        note = getattr(self._context, "note", None)
        if note is not None:
            before = getattr(self._context, "facts", {}).get("bent") or []
            bent: JsonObject = {"fault": self.id, "hook": hook, "differences": differences(value, told)}
            note(bent=[*before, bent])
        return told
