"""A fault armed for some deliveries only: the counting belongs to the arming, faults are frozen."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any


def counted(fault: object, *, times: int | None = None, skips: int = 0) -> object:
    """Return the fault as it is to be armed: for `times` deliveries (None: all) once `skips` were let pass."""
    return fault if times is None and not skips else _Counted(fault, times, skips)


class _Counted:
    """A fault that tells its lie in some of the exchanges that it could bend, in the order in which they come."""

    def __init__(self, fault: object, times: int | None, skips: int) -> None:
        self.id: str = getattr(fault, "id", type(fault).__name__)
        self._fault = fault
        self._turns = range(skips, 2**31 if times is None else skips + times)
        self._next = 0
        self._lock = threading.Lock()

    def __getattr__(self, hook: str) -> Callable[[Any], Any]:
        return partial(self._tell, getattr(self._fault, hook))

    def _tell(self, lie: Callable[[Any], Any], value: Any) -> Any:  # noqa: ANN401 - the value of any hook point
        told = lie(value)
        if told == value:
            return value
        with self._lock:
            turn, self._next = self._next, self._next + 1
        return told if turn in self._turns else value
