"""The long list of requirements by theme: which are shown, how many are left in each, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalogue_portal.web.doctrine_words import doctrine_sections
from doctrine.convergence import State
from doctrine.model import Bilingual
from doctrine.position import Position

MOST_ROWS: Final = 25
"""Requirements of one form: a longer theme is filled in part by part, each with its own save."""
STATES_SHOWN: Final = tuple(state.value for state in State if state is not State.UNDECLARED)


class Show(StrEnum):
    """What of a theme is shown, besides one declared state."""

    ALL = "all"
    LEFT = "left"
    CONTRADICTED = "contradicted"
    BINDING = "binding"


@dataclass(frozen=True)
class Chapter:
    """A theme: everything of it, and what passes the filter."""

    id: str
    title: Bilingual
    rows: tuple[Position, ...]
    shown: tuple[Position, ...]
    within: Bilingual | None = None
    """The theme of which this is a part; None for a theme that is not parted."""

    def named(self, language: str) -> str:
        """Return the title, with the theme before it when this is a part."""
        return f"{self.within[language]} › {self.title[language]}" if self.within else self.title[language]

    @property
    def left(self) -> tuple[Position, ...]:
        """What is to be declared yet."""
        return tuple(one for one in self.rows if is_left(one))

    @property
    def number(self) -> int:
        """How many requirements are in it."""
        return len(self.rows)

    @property
    def number_left(self) -> int:
        """How many of them are to be declared yet."""
        return len(self.left)


def is_left(one: Position) -> bool:
    """Tell whether a requirement applies and nothing is declared of it."""
    return one.applies and one.declared.state is State.UNDECLARED


def chapters_of(found: Sequence[Position], show: str = Show.ALL) -> tuple[Chapter, ...]:
    """Return the themes in the order of reading, those without a requirement left out."""
    sections = doctrine_sections()
    made = []
    for section in sections.sections:
        rows = tuple(one for one in found if sections.of(one.requirement).id == section.id)
        if rows:
            shown = tuple(one for one in rows if _passes(one, show))
            made.append(Chapter(section.id, section.title, rows, shown))
    return tuple(made)


def parts_of(found: Sequence[Position], show: str = Show.ALL) -> tuple[Chapter, ...]:
    """Return what is filled in at once: the themes, those with many requirements in parts (`protocols.id_token`)."""
    return tuple(part for chapter in chapters_of(found, show) for part in _parted(chapter))


def _parted(chapter: Chapter) -> tuple[Chapter, ...]:
    names = tuple(dict.fromkeys(one.requirement.theme for one in chapter.rows))
    if len(chapter.rows) <= MOST_ROWS or len(names) == 1:
        return (chapter,)
    return tuple(
        Chapter(
            f"{chapter.id}.{name}",
            doctrine_sections().theme(name),
            tuple(one for one in chapter.rows if one.requirement.theme == name),
            tuple(one for one in chapter.shown if one.requirement.theme == name),
            chapter.title,
        )
        for name in names
    )


def chapter_named(chapters: Sequence[Chapter], name: str | None) -> Chapter | None:
    """Return the theme or part of this name; else the first with something left, of the parts of a theme or of all."""
    if name:
        exact = [one for one in chapters if one.id == name]
        chapters = exact or [one for one in chapters if one.id.partition(".")[0] == name]
    return next((one for one in chapters if one.left), next(iter(chapters), None))


def next_left(chapters: Sequence[Chapter], here: str) -> tuple[Chapter, Position] | None:
    """Return what is to be declared next: in this theme first, then in those that follow, round the list."""
    place = [one.id for one in chapters].index(here)
    for chapter in (*chapters[place:], *chapters[:place]):
        if chapter.left:
            return chapter, chapter.left[0]
    return None


def _passes(one: Position, show: str) -> bool:
    match show:
        case Show.LEFT:
            return is_left(one)
        case Show.CONTRADICTED:
            return one.contradicted or one.overdue
        case Show.BINDING:
            return one.binding
        case _ if show in STATES_SHOWN:
            return one.declared.state.value == show
    return True
