"""Days and minutes as people read them, on the clocks of France."""

from datetime import UTC, date, datetime
from typing import Final

from sandbox.fhir.agenda.paris_time import in_paris

_MONTHS: Final = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_LENGTH_OF_DAY: Final = 10


def day(moment: date, lang: str) -> str:
    """Write a day in words: 3 décembre 2026; the first of a month in French is 1er."""
    number = "1er" if lang == "fr" and moment.day == 1 else str(moment.day)
    return f"{number} {_MONTHS[lang][moment.month - 1]} {moment.year}"


def told(moment: float | str, lang: str) -> str:
    """Write seconds since 1970, or an instant or date of FHIR, as day and minute; what cannot be read as it is."""
    if isinstance(moment, float | int):
        return _minute(datetime.fromtimestamp(moment, UTC), lang)
    try:
        read = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return day(read.date(), lang) if len(moment) <= _LENGTH_OF_DAY else _minute(read, lang)


def _minute(moment: datetime, lang: str) -> str:
    there = in_paris(moment)
    return f"{day(there.date(), lang)}, {there:%H:%M}"
