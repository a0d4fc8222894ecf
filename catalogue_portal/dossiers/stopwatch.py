"""The clock of an evaluation: it runs from submission and stands still while the publisher is asked for more."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Stopwatch:
    """Time used so far, and since when the clock runs again (`None`: it stands still)."""

    used: timedelta = timedelta()
    running_since: datetime | None = None

    def started(self, now: datetime) -> "Stopwatch":
        """Run from now on; a clock that runs already goes on."""
        return self if self.running_since else replace(self, running_since=now)

    def stopped(self, now: datetime) -> "Stopwatch":
        """Stand still from now on, keeping what was used."""
        return Stopwatch(used=self.elapsed(now))

    def elapsed(self, now: datetime) -> timedelta:
        """Time used at this moment."""
        if self.running_since is None:
            return self.used
        return self.used + max(now - self.running_since, timedelta())

    def due(self, cap: timedelta) -> datetime | None:
        """When the cap is reached if nothing stops the clock; unknown while it stands still."""
        if self.running_since is None:
            return None
        return self.running_since + (cap - self.used)

    def overdue(self, cap: timedelta, now: datetime) -> bool:
        """Whether the cap is exceeded."""
        return self.elapsed(now) > cap
