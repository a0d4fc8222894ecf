"""What is known to exist and was not found. A gap is never a requirement: nobody is judged on a text nobody read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.loader import ROOT
from doctrine.model import Bilingual, Source
from doctrine.problems import DoctrineError
from doctrine.reader import Section

if TYPE_CHECKING:
    from pathlib import Path

IDENTIFIER = re.compile(r"GAP(-[A-Z0-9]+)+-\d{2}")


@dataclass(frozen=True)
class Gap:
    """Lines that exist: how many (None: not known), what is known of them, why they are missing, what to obtain."""

    id: str
    section: str
    lines: int | None
    subject: Bilingual
    known: Bilingual
    why: Bilingual
    to_obtain: Bilingual
    source: Source
    related: tuple[str, ...]


def load_gaps(root: Path = ROOT) -> tuple[Gap, ...]:
    """The gaps on file, none where there is no file. Raises DoctrineError with every problem of the file."""
    path = root / "gaps.yaml"
    if not path.exists():
        return ()
    document = source.read(path)
    whole = Section.at(document, (), document.content)
    whole.only("gaps")
    rows = whole.sections("gaps")
    gaps = tuple(_gap(row) for row in rows)
    for row, gap in zip(rows, gaps, strict=True):
        if not IDENTIFIER.fullmatch(gap.id):
            row.blame("id", f"`{gap.id}` is no id of a gap (like GAP-SEC-02)")
        if [one.id for one in gaps].count(gap.id) > 1:
            row.blame("id", f"{gap.id} is listed twice")
    if document.problems:
        raise DoctrineError(document.problems)
    return gaps


def _gap(row: Section) -> Gap:
    row.only("id", "section", "lines", "subject", "known", "why", "to_obtain", "source", "related")
    origin = row.section("source")
    origin.only("text", "version", "url")
    return Gap(
        id=row.text("id"),
        section=row.text("section"),
        lines=None if row.content.get("lines") is None else row.number("lines"),
        subject=row.bilingual("subject"),
        known=row.bilingual("known"),
        why=row.bilingual("why"),
        to_obtain=row.bilingual("to_obtain"),
        source=Source(origin.text("text"), origin.optional_text("version"), origin.optional_text("url")),
        related=row.texts("related"),
    )
