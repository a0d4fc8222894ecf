"""A clock that stands where the test puts it."""

from datetime import UTC, datetime, timedelta


class StillClock:
    """Tells the same moment until it is moved."""

    def __init__(self, moment: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment

    def advance(self, by: timedelta) -> None:
        self._moment += by
