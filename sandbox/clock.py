"""The time of a space."""

import math
import threading
import time
from datetime import UTC, datetime

from sandbox.kept_file import keep, kept
from sandbox.spaces import Space

FARTHEST = 50 * 366 * 86400.0  # seconds: the dates of records and tokens must stay dates
_FILE = "clock.json"


class Clock:
    """What time it is in a space: that of the machine, plus whatever the space was moved by.

    A space with a folder remembers how far it was moved: what it wrote meanwhile must not lie in its future.
    """

    def __init__(self, space: Space) -> None:
        self._file = space.state_dir / _FILE if space.state_dir else None
        self._lock = threading.Lock()
        moved = kept(self._file, 0.0) if self._file else 0.0
        self._ahead = float(moved) if isinstance(moved, int | float) else 0.0

    @property
    def ahead(self) -> float:
        """By how many seconds the space is ahead of the machine."""
        return self._ahead

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time() + self._ahead

    def today(self) -> datetime:
        """Return the same moment as an aware datetime."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        """Move the space into the future, so that what it issued expires without anyone waiting.

        Raises:
            ValueError: a space moves forward only, and fifty years in all.
        """
        with self._lock:
            if not math.isfinite(seconds) or seconds < 0 or self._ahead + seconds > FARTHEST:
                raise ValueError(f"the clock moves forward, and {FARTHEST:.0f} seconds in all at most")
            self._move(self._ahead + seconds)

    def rewind(self) -> None:
        """Go back to the time of the machine; only a space that begins anew may."""
        with self._lock:
            self._move(0.0)

    def _move(self, ahead: float) -> None:
        self._ahead = ahead
        if self._file is not None:
            keep(self._file, ahead)
