"""Ages in years and months."""

from datetime import date


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day; negative before birth."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_on(born: date, day: date) -> int:
    """Return the age in whole months on a day."""
    return 12 * (day.year - born.year) + day.month - born.month - (day.day < born.day)


def birthday(born: date, years: int, months: int = 0) -> date:
    """Return the day of an age; of a 29 February, or of a day that a month lacks, the last day before it."""
    month = born.month - 1 + months
    year, month = born.year + years + month // 12, month % 12 + 1
    for day in (born.day, 30, 29, 28):
        if day <= born.day:
            try:
                return date(year, month, day)
            except ValueError:  # the month is shorter
                continue
    raise ValueError(born)
