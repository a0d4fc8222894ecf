"""Places for the episodes that are played at the same time, and who gets the next one."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Room:
    """So many places. Those for whom the whole run waits are let in before those who play many side by side.

    A lane that plays in turn waits for each of its episodes, and an episode in which time has to pass is over late, so
    that every one that is kept from a place makes the run longer; the others fill whatever places are left.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._free = places
        self.waiting_first = 0  # of those who are let in first
        self._changed = threading.Condition()

    @contextmanager
    def place(self, *, first: bool) -> Iterator[None]:
        """Hold a place, once there is one."""
        self._enter(first=first)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def standing_aside(self) -> Iterator[None]:
        """Leave one's place to somebody else while nothing but time passes; who plays alone keeps it."""
        if self._places == 1:
            yield
            return
        self._leave()
        try:
            yield
        finally:
            self._enter(first=True)

    def _enter(self, *, first: bool) -> None:
        with self._changed:
            self.waiting_first += first
            self._changed.wait_for(lambda: self._free > 0 and (first or not self.waiting_first))
            self.waiting_first -= first
            self._free -= 1
            self._changed.notify_all()

    def _leave(self) -> None:
        with self._changed:
            self._free += 1
            self._changed.notify_all()
