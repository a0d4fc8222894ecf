"""Why a condition holds or not for the facts declared: part by part. Pure; words are made on demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.condition_words import words
from doctrine.conditions import AllOf, AnyOf, Not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doctrine.conditions import Condition, Facts

MARKS = {True: "✔", False: "✘"}


@dataclass(frozen=True)
class Trace:
    """A condition, whether it holds, and the same for each of its parts."""

    condition: Condition
    holds: bool
    parts: tuple[Trace, ...] = ()

    def lines(self, language: str, depth: int = 0) -> Iterator[str]:
        """One line a condition, parts indented below."""
        yield f"{'  ' * depth}{MARKS[self.holds]} {words(self.condition, language)}"
        for part in self.parts:
            yield from part.lines(language, depth + 1)

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        told: dict[str, object] = {"holds": self.holds, "condition": words(self.condition, language)}
        return told | ({"parts": [part.as_json(language) for part in self.parts]} if self.parts else {})


def trace(condition: Condition, facts: Facts) -> Trace:
    """The trace of a condition; `holds` is what the condition itself says."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            inner = tuple(trace(part, facts) for part in parts)
        case Not(part):
            inner = (trace(part, facts),)
        case _:
            inner = ()
    return Trace(condition, condition.holds(facts), inner)
