"""Legal time in France: an hour ahead of UTC, two in summer (directive 2000/84/CE; decree 2001-896).

Written here because a machine may lack the time zone database.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from typing import Final

_WINTER: Final = timezone(timedelta(hours=1))
_SUMMER: Final = timezone(timedelta(hours=2))
_SUNDAY: Final = 6


def in_paris(moment: datetime) -> datetime:
    """Return an aware moment as clocks in France show it."""
    utc = moment.astimezone(UTC)
    summer = _change(utc.year, 3) <= utc < _change(utc.year, 10)
    return utc.astimezone(_SUMMER if summer else _WINTER)


def at_in_paris(day: date, clock: time) -> datetime:
    """Return the moment when clocks in France show a time of a day; not meant for the hours of the change, at night."""
    guess = datetime.combine(day, clock, _WINTER)
    return datetime.combine(day, clock, in_paris(guess).tzinfo)


@cache
def _change(year: int, month: int) -> datetime:
    """Return when clocks change: the last Sunday of March and of October, at one o'clock UTC."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() - _SUNDAY) % 7)
