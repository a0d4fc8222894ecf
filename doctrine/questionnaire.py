"""The questions that an edition needs answered, from the facts that its conditions use. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine.applicability import concern
from doctrine.conditions import Exchange, Feature, Kind, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doctrine.facts import FactsAsked
    from doctrine.model import Bilingual, Edition, Requirement


@dataclass(frozen=True)
class Question:
    """One question: the fact it settles, as the manifest names it, its answers, and what depends on it."""

    fact: str
    text: Bilingual
    answers: tuple[tuple[str, Bilingual], ...]
    requirements: tuple[str, ...]

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        answers = [{"value": value, "text": text[language]} for value, text in self.answers]
        told: dict[str, object] = {"fact": self.fact, "question": self.text[language]}
        return told | {"answers": answers, "requirements": list(self.requirements)}


def questionnaire(edition: Edition, asked: FactsAsked) -> tuple[Question, ...]:
    """The questions whose answers change what applies, in the order of the file of facts."""
    using: dict[str, list[str]] = {}
    for one in edition.requirements:
        for fact in _facts(one, asked):
            using.setdefault(fact, []).append(one.id)
    texts = {
        "kind": asked.kind,
        **{f"exchanges.{name}": text for name, text in asked.exchanges.items()},
        **{f"features.{name}": text for name, text in asked.features.items()},
    }
    return tuple(
        Question(fact, text, tuple(asked.kinds.items()) if fact == "kind" else (), tuple(dict.fromkeys(using[fact])))
        for fact, text in texts.items()
        if fact in using
    )


def _facts(requirement: Requirement, asked: FactsAsked) -> Iterator[str]:
    for condition in (concern(requirement), *(row.when for row in requirement.conditional)):
        for leaf in leaves(condition):
            match leaf:
                case Kind():
                    yield "kind"
                case Feature(name):
                    yield f"features.{name}"
                case Exchange("any"):
                    yield from (f"exchanges.{family}" for family in asked.exchanges)
                case Exchange(pattern):
                    yield f"exchanges.{pattern.partition('.')[0]}"
