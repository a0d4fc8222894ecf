"""Places for the episodes that are played at the same time, and who gets the next one."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Room:
    """So many places. Those who play one episode after another are let in before those who play many side by side.

    A lane that plays in turn waits for each of its episodes, so that every one it is kept from makes the run longer; a
    lane that plays many at once fills whatever places are left.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self.waiting_in_turn = 0  # of those who are let in first
        self._changed = threading.Condition()

    @contextmanager
    def place(self, *, in_turn: bool) -> Iterator[None]:
        """Hold a place, once there is one."""
        with self._changed:
            self.waiting_in_turn += in_turn
            self._changed.wait_for(lambda: self._free > 0 and (in_turn or not self.waiting_in_turn))
            self.waiting_in_turn -= in_turn
            self._free -= 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()
