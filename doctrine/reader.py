"""Typed reading of a parsed file: every fault is noted with its line, and reading goes on to find the next one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from doctrine.conditions import KINDS, AllOf, Always, AnyOf, Condition, Exchange, Feature, Kind, Not
from doctrine.model import Bilingual
from doctrine.writing import CONTROL, day, shown

if TYPE_CHECKING:
    from doctrine.source import Document, Place, Plain

Word = TypeVar("Word", bound=StrEnum)
NOTHING = Bilingual("", "")
EXCHANGE_FAMILIES = ("measures", "documents", "agenda", "messages")
_EXCHANGE = re.compile(rf"any|({'|'.join(EXCHANGE_FAMILIES)})(\.(read|write))?")


@dataclass(frozen=True)
class Section:
    """A mapping in the file, at a place."""

    document: Document
    place: Place
    content: dict[str, Plain]

    @classmethod
    def at(cls, document: Document, place: Place, value: Plain) -> Section:
        """The mapping at `place`; anything else is blamed and read as empty."""
        if not isinstance(value, dict):
            document.blame(place, f"{_name(place)} must be a mapping")
            return cls(document, place, {})
        return cls(document, place, value)

    def blame(self, key: str, message: str) -> None:
        """Note a problem with one key."""
        self.document.blame((*self.place, key), message)

    def blame_within(self, place: Place, message: str) -> None:
        """Note a problem further inside."""
        self.document.blame((*self.place, *place), message)

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody reads."""
        for key in self.content:
            if key not in keys:
                self.blame(key, f"unknown key `{key}` (known here: {', '.join(keys)})")

    def text(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value = self.content.get(key)
        if not isinstance(value, str) or not value.strip():
            self.blame(key, f"{self._called(key)} must be a text")
            return ""
        text = " ".join(value.split())
        if CONTROL.search(text):
            self.blame(key, f"{self._called(key)} has characters that steer what shows it: take them out")
        return text

    def _called(self, key: str) -> str:
        """The key with what it stands in, up to the row of a list, whose line is told."""
        rows = [index for index, part in enumerate(self.place) if isinstance(part, int)]
        return _name((*self.place[rows[-1] + 1 if rows else 0 :], key))

    def optional_text(self, key: str) -> str | None:
        """A text, or null, or nothing."""
        return None if self.content.get(key) is None else self.text(key)

    def day(self, key: str) -> str | None:
        """A day of the calendar, as in 2027-03-31, or null, or nothing."""
        value = self.content.get(key)
        if value is not None and day(value) is None:
            self.blame(key, f"`{key}` must be a day of the calendar, as in 2027-03-31, not `{shown(value)}`")
            return None
        return None if value is None else str(value)

    def number(self, key: str) -> int:
        """A whole number from 1."""
        value = self.content.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.blame(key, f"`{key}` must be a whole number from 1")
            return 0
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        """One of the words of an enumeration; the first of them stands in for a wrong one."""
        value = self.content.get(key)
        try:
            return words(str(value))
        except ValueError:
            self.blame(key, f"`{key}` must be one of {', '.join(words)}, not `{value}`")
            return next(iter(words))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, possibly empty."""
        value = self.content.get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.blame(key, f"`{key}` must be a list of texts")
            return ()
        return tuple(str(item) for item in value)

    def section(self, key: str) -> Section:
        """A mapping under `key`."""
        return Section.at(self.document, (*self.place, key), self.content.get(key))

    def sections(self, key: str) -> tuple[Section, ...]:
        """A list of mappings under `key`; nothing is an empty list."""
        value = self.content.get(key, [])
        if not isinstance(value, list):
            self.blame(key, f"`{key}` must be a list")
            return ()
        return tuple(Section.at(self.document, (*self.place, key, index), item) for index, item in enumerate(value))

    def bilingual(self, key: str) -> Bilingual:
        """A mapping with `fr` and `en`."""
        return self.section(key).both()

    def both(self) -> Bilingual:
        """This section as a text in two languages."""
        self.only("fr", "en")
        return Bilingual(self.text("fr"), self.text("en"))

    def condition(self, key: str) -> Condition:
        """An `applies_when` or `when` expression."""
        return condition(self.document, (*self.place, key), self.content.get(key))


def condition(document: Document, place: Place, value: Plain) -> Condition:
    """`always`, or one of `kind`, `exchange`, `feature`, `all`, `any`, `not` as a mapping of one key."""
    if value == "always":
        return Always()
    if not isinstance(value, dict) or len(value) != 1:
        document.blame(place, "a condition is `always` or a mapping of one key: kind, exchange, feature, all, any, not")
        return Always()
    ((operator, operand),) = value.items()
    inner = (*place, operator)
    if operator in {"all", "any"} and isinstance(operand, list):
        if not operand and operator == "all":
            document.blame(inner, "`all` of nothing holds for every app: write `always`, or name the parts")
        parts = tuple(condition(document, (*inner, index), part) for index, part in enumerate(operand))
        return AllOf(parts) if operator == "all" else AnyOf(parts)
    if operator == "not":
        return Not(condition(document, inner, operand))
    return _fact(document, inner, operator, operand)


def _fact(document: Document, place: Place, operator: str, operand: Plain) -> Condition:
    if operator == "kind" and isinstance(operand, list):
        for index, kind in enumerate(operand):
            if kind not in KINDS:
                document.blame((*place, index), f"`{kind}` is no kind of app ({', '.join(KINDS)})")
        return Kind(frozenset(str(kind) for kind in operand))
    if operator == "feature" and isinstance(operand, str):
        return Feature(operand)
    if operator == "exchange" and isinstance(operand, str):
        if _EXCHANGE.fullmatch(operand):
            return Exchange(operand)
        families = ", ".join(EXCHANGE_FAMILIES)
        document.blame(place, f"`{operand}` is no exchange: any, or FAMILY[.read|.write] (families: {families})")
        return Always()
    document.blame(place, f"`{operator}` is not a condition, or its operand has the wrong type")
    return Always()


def _name(place: Place) -> str:
    return f"`{'.'.join(str(part) for part in place)}`" if place else "the file"
