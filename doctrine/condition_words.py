"""Conditions in words, in French and in English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.conditions import AllOf, AnyOf, Exchange, Feature, Kind, Not
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from doctrine.conditions import Condition

ALWAYS = Bilingual("toujours", "always")
KIND = Bilingual("l'application est de la sorte {}", "the app is of kind {}")
EXCHANGE_ANY = Bilingual("l'application échange des données", "the app exchanges data")
EXCHANGE = Bilingual("l'application déclare l'échange {}", "the app declares the exchange {}")
FEATURE = Bilingual("l'application déclare « {} »", "the app declares `{}`")
NOT = Bilingual("non : {}", "not: {}")
AND, OR = Bilingual(" et ", " and "), Bilingual(" ou ", " or ")
NOTHING_ALL, NOTHING_ANY = ALWAYS, Bilingual("jamais", "never")


def words(condition: Condition, language: str) -> str:
    """The condition as a clause: `the app exchanges data and the app declares ...`."""
    match condition:
        case Not(part):
            return NOT[language].format(words(part, language))
        case AllOf(parts):
            return _joined(parts, AND[language], language) or NOTHING_ALL[language]
        case AnyOf(parts):
            return _joined(parts, OR[language], language) or NOTHING_ANY[language]
        case _:
            return _leaf(condition, language)


def _leaf(condition: Condition, language: str) -> str:
    match condition:
        case Kind(kinds):
            return KIND[language].format(OR[language].join(sorted(kinds)))
        case Exchange("any"):
            return EXCHANGE_ANY[language]
        case Exchange(pattern):
            return EXCHANGE[language].format(pattern)
        case Feature(name):
            return FEATURE[language].format(name)
        case _:
            return ALWAYS[language]


def _joined(parts: tuple[Condition, ...], with_word: str, language: str) -> str:
    told = [words(part, language) for part in parts]
    return with_word.join(
        f"({one})" if isinstance(part, AllOf | AnyOf) else one for part, one in zip(parts, told, strict=True)
    )
