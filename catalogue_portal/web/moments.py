"""Dates and moments as people read them, in the page's language and in the time of Paris."""

from datetime import date, datetime

from flask_babel import format_date, format_datetime, format_timedelta
from markupsafe import Markup


def moment(value: datetime | None) -> Markup:
    """Return a `<time>` with day and minute; a dash when there is none."""
    if value is None:
        return Markup("—")
    shown = format_datetime(value, "d MMM yyyy HH:mm")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="seconds"), shown)


def day(value: date | datetime | None) -> Markup:
    """Return a `<time>` with the day alone; a dash when there is none."""
    if value is None:
        return Markup("—")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat()[:10], format_date(value, "d MMMM yyyy"))


def clock_time(value: datetime) -> Markup:
    """Return a `<time>` with hours, minutes and seconds, for things that happen while one watches."""
    shown = format_datetime(value, "HH:mm:ss")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(timespec="milliseconds"), shown)


def ago(value: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in words."""
    return str(format_timedelta(value - now, add_direction=True))
