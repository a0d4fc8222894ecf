"""What is asked of a publisher: the questions behind the facts that conditions use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.loader import ROOT
from doctrine.problems import DoctrineError
from doctrine.reader import Section

if TYPE_CHECKING:
    from pathlib import Path

    from doctrine.model import Bilingual


@dataclass(frozen=True)
class FactsAsked:
    """Every question that may be asked, by fact."""

    kind: Bilingual
    kinds: dict[str, Bilingual]
    exchanges: dict[str, Bilingual]
    features: dict[str, Bilingual]


def load_facts(root: Path = ROOT) -> FactsAsked:
    """The questions on file. Raises DoctrineError with every problem of the file."""
    document = source.read(root / "facts.yaml")
    whole = Section.at(document, (), document.content)
    whole.only("kind", "exchanges", "features")
    kind = whole.section("kind")
    kind.only("question", "answers")
    asked = FactsAsked(
        kind.bilingual("question"),
        _texts(kind.section("answers")),
        _texts(whole.section("exchanges")),
        _texts(whole.section("features")),
    )
    if document.problems:
        raise DoctrineError(document.problems)
    return asked


def _texts(section: Section) -> dict[str, Bilingual]:
    return {name: section.bilingual(name) for name in section.content}
