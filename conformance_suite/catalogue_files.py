"""Reading the catalogue of misbehaviours: one file a family, `catalogue/<family>.yaml`, all told at once when wrong.

Nothing is read before `families` is called: a run knows its cases by their checks alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite.gaps import NAMED, Gap, Reason
from conformance_suite.misbehaviours import Family, Level, Misbehaviour, Profile
from doctrine import source
from doctrine.problems import DoctrineError, Problem
from doctrine.reader import Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doctrine.source import Document

FOLDER = Path(__file__).with_name("catalogue")
IDENTIFIER = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{2}")


class CatalogueError(ValueError):
    """A file of the catalogue is wrong: an error of ours. The message names each file, line and row."""


@cache
def families(folder: Path = FOLDER) -> tuple[Family, ...]:
    """The whole catalogue. Raises CatalogueError with everything that is wrong."""
    problems: list[Problem] = []
    read = [_family(document) for document in _documents(folder, problems)]
    seen: dict[str, Path] = {}
    for document, family in read:
        problems += document.problems
        for row in family.rows:
            if row.id in seen:
                problems.append(Problem(document.path, None, f"{row.id}: the id is already in {seen[row.id].name}"))
            seen.setdefault(row.id, document.path)
    if problems:
        raise CatalogueError("\n".join(str(problem) for problem in problems))
    return tuple(sorted((family for _, family in read), key=lambda family: family.letter))


def rows() -> Mapping[str, Misbehaviour]:
    """Every row by id, in the order of the catalogue."""
    return {row.id: row for family in families() for row in family.rows}


def _documents(folder: Path, problems: list[Problem]) -> list[Document]:
    documents = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            documents.append(source.read(path))
        except DoctrineError as error:
            problems += error.problems
    return documents


def _family(document: Document) -> tuple[Document, Family]:
    section = Section.at(document, (), document.content)
    section.only("letter", "title", "rows")
    found = tuple(_told_with_its_id(row) for row in section.sections("rows"))
    return document, Family(section.text("letter"), section.bilingual("title"), found)


def _told_with_its_id(section: Section) -> Misbehaviour:
    """Read a row; whatever is wrong with it is told with the row's id."""
    told = section.document.problems
    before = len(told)
    row = _row(section)
    told[before:] = [replace(problem, message=f"{row.id or 'a row'}: {problem.message}") for problem in told[before:]]
    return row


def _row(section: Section) -> Misbehaviour:
    section.only("id", "level", "profiles", "title", "expected", "source", "not_played")
    row_id = section.text("id")
    if row_id and not IDENTIFIER.fullmatch(row_id):
        section.blame("id", f"`{row_id}` is no case id (like IDT-21)")
    if "source" not in section.content:
        section.blame("source", "`source` must be a text, or null where no text asks for it")
    return Misbehaviour(
        id=row_id,
        level=section.word("level", Level),
        profiles=_profiles(section),
        title=section.bilingual("title"),
        expected=section.bilingual("expected"),
        source=section.optional_text("source"),
        not_played=_gap(section.section("not_played")) if "not_played" in section.content else None,
    )


def _profiles(section: Section) -> tuple[Profile, ...]:
    words = section.texts("profiles")
    known = tuple(Profile(word) for word in words if word in set(Profile))
    if not words or len(set(known)) != len(words):
        section.blame("profiles", f"`profiles` must be some of {', '.join(Profile)}, each once")
    return known


def _gap(section: Section) -> Gap:
    section.only("reason", "detail")
    reason = section.word("reason", Reason)
    if reason in NAMED and "detail" not in section.content:
        section.blame("detail", f"`{reason}` must say what, in `detail`")
    return Gap(reason, section.bilingual("detail") if "detail" in section.content else None)
