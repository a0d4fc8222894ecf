"""An edition as a table for lawyers (CSV, ODS), and back: what a row changes is a new revision of its requirement.

Columns in `EDITABLE` are read back. The others are shown so that one knows what one edits; a change there is refused.
"""

from __future__ import annotations

import csv
import io
import tempfile
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from doctrine import opendocument, source
from doctrine.applicability import concern
from doctrine.condition_words import words
from doctrine.loader import Shelf, load_requirement
from doctrine.problems import DoctrineError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doctrine.model import Edition, Requirement

EDITABLE: dict[str, tuple[str, ...]] = {
    "title_fr": ("title", "fr"),
    "title_en": ("title", "en"),
    "statement_fr": ("statement", "fr"),
    "statement_en": ("statement", "en"),
    "obligation": ("obligation",),
    "required_level_fr": ("required_level", "fr"),
    "required_level_en": ("required_level", "en"),
    "legal_standing": ("legal_standing",),
    "source": ("source", "text"),
    "source_version": ("source", "version"),
    "source_url": ("source", "url"),
    "clause": ("clause",),
    "official_ref": ("provenance", "official_ref"),
    "provenance": ("provenance", "note"),
    "confidence": ("confidence",),
    "reason_fr": ("verification", "reason", "fr"),
    "reason_en": ("verification", "reason", "en"),
    "remediation_fr": ("remediation", "fr"),
    "remediation_en": ("remediation", "en"),
}
NULL_WHEN_EMPTY = {"source_version", "source_url", "official_ref"}
SHOWN = ("theme", "applies_when", "verification", "evidence_fr")
COLUMNS = ("id", "revision", *SHOWN, *EDITABLE)
FORMULA = ("=", "+", "-", "@", "'")  # a spreadsheet would run what begins so: an apostrophe stands before it
LARGEST = 5 * 1024 * 1024


def to_csv(edition: Edition, shelf: Shelf) -> str:
    """The edition as CSV: semicolons, every cell quoted, a byte order mark so that spreadsheets read the accents."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(_table(edition, shelf))
    return "\ufeff" + text.getvalue()


def to_ods(edition: Edition, shelf: Shelf) -> bytes:
    """The edition as an OpenDocument spreadsheet."""
    return opendocument.write(edition.id, _table(edition, shelf))


def from_table(path: Path, edition: Edition, shelf: Shelf) -> tuple[dict[str, Requirement], dict[str, str]]:
    """The requirements as the table has them, and the text of each new revision, both by id.

    What the file is, its content says. Raises DoctrineError with every problem, each with its line or row.
    """
    problems: list[Problem] = []
    found: dict[str, Requirement] = {}
    texts: dict[str, str] = {}
    for line, row in _rows(path):
        one = edition.find(row["id"])
        if one is None or row["id"] in found:
            wrong = "is there twice" if one else f"is not in edition {edition.id}: a new requirement begins as a file"
            problems.append(Problem(path, line, f"{row['id'] or 'a row without id'} {wrong}"))
            continue
        shown = _row(one, shelf)
        fixed = [name for name in ("revision", *SHOWN) if row[name] != shown[name]]
        problems += [
            Problem(path, line, f"`{name}` of {one.id} cannot be changed here: edit its file") for name in fixed
        ]
        found[one.id] = one
        changed = {name: row[name] for name in EDITABLE if row[name] != shown[name]}
        if changed and not fixed:
            try:
                found[one.id], texts[one.id] = _revised(one, changed, shelf)
            except DoctrineError as error:
                problems += [Problem(path, line, f"{one.id}: {problem.message}") for problem in error.problems]
    if problems or not found:
        raise DoctrineError(problems or [Problem(path, None, "has no requirement: an edition asks something")])
    return found, texts


def _table(edition: Edition, shelf: Shelf) -> Iterator[list[str]]:
    yield list(COLUMNS)
    for one in edition.requirements:
        row = _row(one, shelf)
        yield [guarded(row[name]) for name in COLUMNS]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row with the line it stands on; cells without the apostrophe of a formula."""
    raw = source.read_bytes(path, LARGEST)
    lines = _ods_lines(path, raw) if opendocument.is_one(raw) else _csv_lines(path, raw)
    names = next(lines, (1, []))[1]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise DoctrineError([Problem(path, 1, f"the columns {', '.join(twice)} are there twice: keep one of each")])
    lacking = [name for name in COLUMNS if name not in names]
    if lacking:
        raise DoctrineError([Problem(path, 1, f"the columns {', '.join(lacking)} are missing: export anew")])
    for line, cells in lines:
        if any(cells[len(names) :]):
            raise DoctrineError([Problem(path, line, "has more cells than there are columns: is a quote missing?")])
        if any(cells):
            row = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
            yield line, {name: _unguarded(row[name]) for name in COLUMNS}


def _ods_lines(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    yield from enumerate(opendocument.read(path, raw), start=1)


def _csv_lines(path: Path, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mend = "save it as `CSV UTF-8`, or as ODS"
        raise DoctrineError(
            [Problem(path, None, f"is neither a spreadsheet (ODS) nor text in UTF-8: {mend}")]
        ) from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise DoctrineError([Problem(path, reader.line_num or 1, f"is not readable CSV: {error}")]) from error


def _row(one: Requirement, shelf: Shelf) -> dict[str, str]:
    content = _content(one, shelf)
    return {
        "id": one.id,
        "revision": str(one.revision),
        "theme": one.theme,
        "applies_when": words(concern(one), "fr"),
        "verification": one.verification.method.value,
        "evidence_fr": "; ".join(item.fr for item in one.evidence),
        **{name: _text(_value(content, place)) for name, place in EDITABLE.items()},
    }


def _content(one: Requirement, shelf: Shelf) -> dict[str, Any]:
    path = shelf.place(one.id, one.revision)
    content = source.read(path).content if path else None
    return content if isinstance(content, dict) else {}


def _revised(one: Requirement, changed: dict[str, str], shelf: Shelf) -> tuple[Requirement, str]:
    """The next revision with some members changed, read back by the loader as any file is."""
    content = _content(one, shelf)
    content["revision"] = next(number for number in range(2, 10_000) if shelf.place(one.id, number) is None)
    for name, value in changed.items():
        _put(content, EDITABLE[name], None if name in NULL_WHEN_EMPTY and not value else value)
    for outer, name in ((content, "required_level"), (content["verification"], "reason")):
        if name in outer and not any(outer[name].values()):
            del outer[name]  # both languages were emptied: the text gives none any more
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=115)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / one.theme / one.id / f"r{content['revision']}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return load_requirement(path), text


def _value(content: Any, place: tuple[str, ...]) -> object:  # noqa: ANN401 - plain YAML
    for key in place:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _put(content: dict[str, Any], place: tuple[str, ...], value: str | None) -> None:
    *outer, last = place
    for key in outer:
        content = content.setdefault(key, {})
    content[last] = value


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _unguarded(cell: str) -> str:
    cell = " ".join(cell.split())
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
