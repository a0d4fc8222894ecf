"""The long list of requirements by theme: which are shown, how many are left in each, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalogue_portal.web.doctrine_words import doctrine_sections
from doctrine.convergence import State
from doctrine.model import Bilingual
from doctrine.position import Position

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

    @property
    def left(self) -> tuple[Position, ...]:
        """What is to be declared yet."""
        return tuple(one for one in self.rows if is_left(one))


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


def chapter_named(chapters: Sequence[Chapter], name: str | None) -> Chapter | None:
    """Return the theme of this name; without one, the first that has something left, else the first."""
    if name:
        return next((one for one in chapters if one.id == name), None)
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
