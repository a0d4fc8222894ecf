"""A coded notion with its words in two languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A code of a terminology that the place of use names, and how people say it in French and in English."""

    code: str
    fr: str
    en: str
