"""FHIR dates and times as spans of time: a day is 24 hours long, a second one second (FHIR R4, 3.1.1.5.7)."""

import re
from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

Precision = Literal["year", "month", "day", "second"]

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MINUTES = len("hh:mm")
_LEAP = ":60"  # FHIR R4 allows a leap second (2.24.0.1, dateTime); here it is the first second of the next minute
_DATE_TIME = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<zone>Z|[+-]\d\d:\d\d))?)?)?\Z",
    re.ASCII,
)


@dataclass(frozen=True)
class Span:
    """From `start` to just before `end`, both in UTC."""

    start: datetime
    end: datetime
    precision: Precision


def instants_of(written: str) -> Span | None:
    """Return the span that a FHIR date or dateTime covers, or None if it is neither; a day is read as one of UTC."""
    match = _DATE_TIME.match(written)
    if match is None:
        return None
    try:
        return _span(match)
    except ValueError:  # 30 February, hour 25
        return None


def _span(match: re.Match[str]) -> Span:
    year, month, day = int(match["year"]), int(match["month"] or 1), int(match["day"] or 1)
    if match["time"]:
        start = _second(match)
        return Span(start, _later(start, timedelta(seconds=1)), "second")
    start = datetime(year, month, day, tzinfo=UTC)
    if match["day"]:
        return Span(start, _later(start, timedelta(days=1)), "day")
    if match["month"]:
        return Span(start, _later(start, timedelta(days=monthrange(year, month)[1])), "month")
    return Span(start, _later(start, timedelta(days=366 if isleap(year) else 365)), "year")


def _second(match: re.Match[str]) -> datetime:
    time, leap = _seconds(match["time"]), timedelta()
    if time[_MINUTES:] == _LEAP:
        time, leap = f"{time[:_MINUTES]}:59", timedelta(seconds=1)
    moment = datetime.fromisoformat(f"{match['year']}-{match['month']}-{match['day']}T{time}")
    return _later(_in_utc(moment.replace(tzinfo=_zone(match["zone"]))), leap)


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first or last hours that there are, in a zone beyond them
        return _LAST if moment.year > 1 else _FIRST


def _later(start: datetime, length: timedelta) -> datetime:
    return _LAST if _LAST - start < length else start + length


def _seconds(time: str) -> str:
    """Cut what is finer than a second: no measure needs it, and Python reads only some lengths of it."""
    return time.partition(".")[0]


def _zone(written: str) -> tzinfo:
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{'+00:00' if written == 'Z' else written}").tzinfo
    if zone is None:
        raise ValueError(written)
    return zone


def is_after(one: str, other: str) -> bool | None:
    """Tell whether a FHIR date or dateTime lies after another; None when that cannot be told.

    Two moments are compared as moments; with a partial date, year, month and day are compared as they are written, as
    far as both go (FHIRPath N1, 6.2).
    """
    here, there = _DATE_TIME.match(one), _DATE_TIME.match(other)
    if here is None or there is None or instants_of(one) is None or instants_of(other) is None:
        return None
    if here["time"] and there["time"]:
        return _moment(here) > _moment(there)
    for part in ("year", "month", "day"):
        if not here[part] or not there[part]:
            return None
        if here[part] != there[part]:
            return here[part] > there[part]
    return None if here["time"] or there["time"] else False


def _moment(match: re.Match[str]) -> tuple[datetime, str]:
    """Give the second of a dateTime and what is finer, which compares as text."""
    return _span(match).start, match["time"].partition(".")[2].rstrip("0")
