"""On which day a page says that something was measured, in the ways in which French and English people write days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from conformance_suite.pages import readable_text
from conformance_suite.reading_again import exchanges_since, pages
from conformance_suite.verdicts import Failure, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*(?:Z|[+-]\d{2}:?\d{2})")
_MEASURE = re.compile(r'"effectiveDateTime":\s*"(\d{4}-\d{2}-\d{2})T22:30:00Z"')
_MONTHS = (
    ("janvier", "january", "jan"),
    ("février", "february", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "apr"),
    ("mai", "may", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "jul"),
    ("août", "august", "aug"),
    ("septembre", "september", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("décembre", "december", "dec"),
)


def assert_days_of_paris(episode: Episode) -> None:
    """Half past midnight and half past eleven in Paris are on the day of the change of clocks; a month has no day."""
    before, *afters = (_INSTANT.sub(" ", readable_text(page)) for page in pages(episode))
    after = " ".join(afters)
    change = _day_of_change(episode)
    if change is None or not any(says_day(after, change + timedelta(days=one)) for one in (-1, 0, 1)):
        raise NotApplicable("shows_no_days")
    wrong = (change - timedelta(days=1), change + timedelta(days=1), date(change.year, 9, 1), date(change.year, 8, 31))
    for day in wrong:
        if says_day(after, day) and not says_day(before, day):
            shown = [one.id for one in exchanges_since(episode, "measures_read")]
            raise Failure("wrong_day_shown", exchanges=shown, day=day.isoformat())


def says_day(text: str, day: date) -> bool:
    """Whether a text names a day."""
    month = "|".join(re.escape(name) for name in _MONTHS[day.month - 1])
    forms = (
        rf"(?<!\d){day.year}-{day.month:02d}-{day.day:02d}(?!\d)",
        rf"(?<!\d)0?{day.day}[/.-]0?{day.month}[/.-](?:{day.year}|{day.year % 100:02d})(?!\d)",
        rf"(?<!\d)0?{day.day}(?:er)?\s+(?:{month})\.?\s+{day.year}(?!\d)",
        rf"(?:{month})\.?\s+0?{day.day},?\s+{day.year}(?!\d)",
    )
    return any(re.search(form, text, re.IGNORECASE) for form in forms)


def _day_of_change(episode: Episode) -> date | None:
    """The later of the two days, in UTC, on which the space says that something was measured at 22:30."""
    texts = [one.response.text or "" for one in exchanges_since(episode, "measures_read") if one.response is not None]
    told = [date.fromisoformat(found) for text in texts for found in _MEASURE.findall(text)]
    return max(told, default=None)
