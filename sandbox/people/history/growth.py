"""How children grow: rounded medians by age in months, between which one goes straight."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sandbox.people.persona import Gender

# Months, then medians of height (cm) and weight (kg) near WHO and French charts, rounded.
_MONTHS: Final = (0, 3, 6, 12, 24, 36, 48, 60, 72, 96, 120, 144, 168, 192, 216)
_HEIGHT: Final[dict[Gender, tuple[float, ...]]] = {
    "male": (50, 61, 67.5, 76, 87.5, 96, 103, 110, 116, 128, 138.5, 149, 163, 173, 176),
    "female": (49.3, 59.8, 65.7, 74, 86, 95, 102, 109, 115, 127, 138.5, 151, 159, 162.5, 163.5),
}
_WEIGHT: Final[dict[Gender, tuple[float, ...]]] = {
    "male": (3.4, 6.2, 7.9, 9.8, 12.3, 14.5, 16.5, 18.6, 21, 26, 32, 40, 51, 62, 68),
    "female": (3.3, 5.8, 7.3, 9, 11.5, 13.9, 16, 18.2, 20.2, 25.5, 32, 42, 50, 54.5, 56.5),
}
_HEAD_MONTHS: Final = (0, 3, 6, 12, 24, 36)
_HEAD: Final[dict[Gender, tuple[float, ...]]] = {
    "male": (34.8, 40.5, 43.3, 46.1, 48.3, 49.5),
    "female": (34.2, 39.5, 42.2, 45, 47.2, 48.5),
}
_TENTH: Final = Decimal("0.1")


def height(gender: Gender, months: float, stature: float) -> Decimal:
    """Return a height in centimetres; `stature` is how many standard deviations (4 %) the child is from the median."""
    return _tenth(_between(_MONTHS, _HEIGHT[gender], months) * (1 + 0.04 * stature))


def weight(gender: Gender, months: float, build: float) -> Decimal:
    """Return a weight in kilograms; `build` is how many standard deviations (11 %) the child is from the median."""
    return _tenth(_between(_MONTHS, _WEIGHT[gender], months) * (1 + 0.11 * build))


def head(gender: Gender, months: float, stature: float) -> Decimal:
    """Return a head circumference in centimetres, up to three years; a standard deviation is 2.8 %."""
    return _tenth(_between(_HEAD_MONTHS, _HEAD[gender], months) * (1 + 0.028 * stature))


def body_mass_index(weight: Decimal, height: Decimal) -> Decimal:
    """Compute kg/m2 from kilograms and centimetres, to one decimal."""
    return (weight / (height / 100) ** 2).quantize(_TENTH)


def _between(months: Sequence[float], values: Sequence[float], age: float) -> float:
    place = min(max(bisect_right(months, age), 1), len(months) - 1)
    share = (min(age, months[-1]) - months[place - 1]) / (months[place] - months[place - 1])
    return values[place - 1] + (values[place] - values[place - 1]) * share


def _tenth(value: float) -> Decimal:
    return Decimal(value).quantize(_TENTH)
