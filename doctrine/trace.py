"""Why a condition holds or not for the facts declared: part by part. Pure; words are made on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.condition_words import words
from doctrine.conditions import AllOf, AnyOf, Exchange, Feature, Not
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from doctrine.conditions import Condition, Facts

MARKS = {True: "✔", False: "✘"}
CONTRADICTED = Bilingual("contredit par l'essai", "contradicted by the run")


@dataclass(frozen=True)
class Trace:
    """A condition, whether it holds, and the same for each of its parts; a run may contradict a fact behind it."""

    condition: Condition
    holds: bool
    parts: tuple[Trace, ...] = ()
    contradicted: bool = False

    def lines(self, language: str, depth: int = 0) -> Iterator[str]:
        """One line a condition, parts indented below."""
        doubt = f" ({CONTRADICTED[language]})" if self.contradicted else ""
        yield f"{'  ' * depth}{MARKS[self.holds]} {words(self.condition, language)}{doubt}"
        for part in self.parts:
            yield from part.lines(language, depth + 1)

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        told: dict[str, object] = {"holds": self.holds, "condition": words(self.condition, language)}
        if self.contradicted:
            told["contradicted"] = True
        return told | ({"parts": [part.as_json(language) for part in self.parts]} if self.parts else {})


def trace(condition: Condition, facts: Facts, contradicted: Collection[str] = ()) -> Trace:
    """The trace of a condition; `holds` is what the condition itself says, `contradicted` names facts in doubt."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            inner = tuple(trace(part, facts, contradicted) for part in parts)
        case Not(part):
            inner = (trace(part, facts, contradicted),)
        case _:
            inner = ()
    return Trace(condition, condition.holds(facts), inner, _rests_on(condition, contradicted))


def _rests_on(condition: Condition, contradicted: Collection[str]) -> bool:
    match condition:
        case Feature(name):
            return f"features.{name}" in contradicted
        case Exchange("any"):
            return any(one.startswith("exchanges.") for one in contradicted)
        case Exchange(pattern):
            return f"exchanges.{pattern.partition('.')[0]}" in contradicted
        case _:
            return False
