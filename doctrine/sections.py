"""How requirements are grouped for people: sections by the family of their id, themes by their folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.loader import ROOT
from doctrine.model import Bilingual
from doctrine.problems import DoctrineError
from doctrine.reader import Section as Mapping

if TYPE_CHECKING:
    from pathlib import Path

    from doctrine.model import Requirement


@dataclass(frozen=True)
class Section:
    """A part of the doctrine: the families of requirements that are in it (`MES-URB`)."""

    id: str
    title: Bilingual
    families: tuple[str, ...]


@dataclass(frozen=True)
class Sections:
    """Every section in the order of reading, and the titles of themes."""

    sections: tuple[Section, ...]
    themes: dict[str, Bilingual]

    def of(self, requirement: Requirement) -> Section:
        """The section of a requirement; the last one for a family that no section names."""
        return self.of_id(requirement.id)

    def of_id(self, requirement_id: str) -> Section:
        """The section of a requirement by its identifier, also of one that no edition at hand holds."""
        family = requirement_id.rpartition("-")[0]
        return next((one for one in self.sections if family in one.families), self.sections[-1])

    def theme(self, name: str) -> Bilingual:
        """The title of a theme; its own name, spelled out, for one that has none yet."""
        spelled = name.replace("_", " ").capitalize()
        return self.themes.get(name, Bilingual(spelled, spelled))


def load_sections(root: Path = ROOT) -> Sections:
    """The sections on file. Raises DoctrineError with every problem of the file."""
    document = source.read(root / "sections.yaml")
    whole = Mapping.at(document, (), document.content)
    whole.only("sections", "themes")
    sections = tuple(_section(row) for row in whole.sections("sections"))
    titles = whole.section("themes")
    themes = {name: titles.bilingual(name) for name in titles.content}
    families = [family for one in sections for family in one.families]
    for family in sorted({one for one in families if families.count(one) > 1}):
        whole.blame("sections", f"two sections claim {family}")
    if not sections:
        whole.blame("sections", "name at least one section")
    if document.problems:
        raise DoctrineError(document.problems)
    return Sections(sections, themes)


def _section(row: Mapping) -> Section:
    row.only("id", "title", "families")
    return Section(row.text("id"), row.bilingual("title"), row.texts("families"))
