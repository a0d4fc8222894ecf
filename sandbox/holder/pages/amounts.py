"""Values of measures as people read them: with the decimal mark of their language, and units in words and signs."""

from collections.abc import Mapping
from typing import Final

from sandbox.holder.record_view import Amount

_NO_BREAK: Final = "\u00a0"  # no line ends within an amount
_BETWEEN_THOUSANDS: Final = {"fr": "\u202f", "en": ","}
# Units of UCUM, and those that API Mesures names otherwise, where they are not what one would write.
_UNITS: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {"/min": "par minute", "steps/day": "pas", "1/(24.h)": "pas"},
    "en": {"/min": "a minute", "steps/day": "steps", "1/(24.h)": "steps"},
}
_SIGNS: Final[Mapping[str, str]] = {"mm[Hg]": "mmHg", "kg/m2": "kg/m²", "Cel": "°C", "1": "", "Level": ""}
_READ_AT_ONCE: Final = 4  # figures
_MOST_FIGURES: Final = 15  # grouped; what is longer is no measure, and stays as an app wrote it


def amount(one: Amount, lang: str) -> str:
    """Write a value, or the two of a blood pressure, with its unit."""
    unit = _UNITS[lang].get(one.unit) or _SIGNS.get(one.unit, one.unit)
    values = f"{_NO_BREAK}/{_NO_BREAK}".join(_number(value, lang) for value in one.values)
    return f"{values}{_NO_BREAK}{unit}" if values and unit else values


def _number(written: str, lang: str) -> str:
    whole, point, decimals = written.partition(".")
    if whole.isdecimal() and _READ_AT_ONCE < len(whole) <= _MOST_FIGURES:
        whole = f"{int(whole):,}".replace(",", _BETWEEN_THOUSANDS[lang])
    return f"{whole}{',' if point and lang == 'fr' else point}{decimals}"
