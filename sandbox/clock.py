"""The time of a space."""

import time
from datetime import UTC, datetime

from sandbox.spaces import Space


class Clock:
    """What time it is in a space: that of the machine, plus whatever the space was moved by."""

    def __init__(self, _space: Space) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time() + self._ahead

    def today(self) -> datetime:
        """Return the same moment as an aware datetime."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the space into the future, so that what it issued expires without anyone waiting."""
        self._ahead += seconds
