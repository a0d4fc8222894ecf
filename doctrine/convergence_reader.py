"""From a file to a declaration of convergence: every problem is told with its line and how to mend it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from doctrine import source
from doctrine.convergence import DATED, SCHEMA, Convergence, Declared, State
from doctrine.loader import load_edition
from doctrine.problems import DoctrineError, Problem
from doctrine.reader import Section
from doctrine.writing import CONTROL, day, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from doctrine.model import Edition

KEYS = ("schema", "app", "edition", "requirements")
ROW_KEYS = ("state", "reason", "due", "plan", "evidence")
MOST_EVIDENCE = 20
LONGEST = 4_000
_PAIR = re.compile(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read(path: Path, edition_named: Callable[[str], Edition] = load_edition) -> Convergence:
    """The declaration in a file. Raises DoctrineError with every problem."""
    return parse(path, source.read_bytes(path), edition_named)


def parse(path: Path, raw: bytes, edition_named: Callable[[str], Edition] = load_edition) -> Convergence:
    """The declaration that was read from `path`, or sent under that name. Raises DoctrineError with every problem."""
    document = source.parse(path, _spelled_out(raw))
    whole = Section.at(document, (), document.content)
    whole.only(*KEYS)
    schema = whole.content.get("schema")
    if schema != SCHEMA:
        whole.blame("schema", f"`schema` must be {SCHEMA}, not `{shown(schema)}`")
    app, name = _words(whole, "app"), _words(whole, "edition")
    edition = _edition(whole, name, edition_named) if name else None
    rows = whole.section("requirements")
    declared = {requirement: _row(rows.section(requirement)) for requirement in rows.content}
    for requirement in declared if edition else ():
        if edition and edition.find(requirement) is None:
            mend = "see `poincon doctrine list`, or remove the row"
            rows.blame(requirement, f"edition {edition.id} has no requirement `{shown(requirement)}`: {mend}")
    if document.problems:
        raise DoctrineError(sorted(map(_readable, document.problems), key=_line))
    return Convergence(app, name, declared)


def _spelled_out(raw: bytes) -> bytes:
    """JSON is read as the YAML that it is, but for characters that it writes as two escapes: these are spelled out."""
    if len(raw) > source.LARGEST or not raw.lstrip().startswith(b"{"):
        return raw
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    return _PAIR.sub(lambda pair: json.loads(f'"{pair[0]}"'), raw.decode()).encode()


def _edition(whole: Section, name: str, edition_named: Callable[[str], Edition]) -> Edition | None:
    try:
        return edition_named(name)
    except DoctrineError as error:
        for problem in error.problems:
            whole.blame("edition", problem.message)
        return None


def _row(row: Section) -> Declared:
    row.only(*ROW_KEYS)
    if not isinstance(row.content.get("state"), str):
        row.blame("state", f"`state` must be one of {', '.join(State)}: give each requirement its state")
        return Declared(State.UNDECLARED)
    found = Declared(
        row.word("state", State),
        reason=_words(row, "reason") if "reason" in row.content else "",
        due=_due(row, "due") if "due" in row.content else None,
        plan=_words(row, "plan") if "plan" in row.content else "",
        evidence=_evidence(row) if "evidence" in row.content else (),
    )
    if found.state is State.NOT_APPLICABLE and "reason" not in row.content:
        row.blame("state", "`not_applicable` needs a `reason`: say why the requirement does not concern this app")
    if found.state is State.PLANNED and "due" not in row.content:
        row.blame("state", "`planned` needs a `due` date: the day by which the app will conform, like 2027-03-31")
    for key in ("due", "plan"):
        if key in row.content and found.state not in DATED:
            row.blame(key, f"`{key}` is only for planned and partly: remove it, or change the state")
    return found


def _words(row: Section, key: str) -> str:
    value = row.content.get(key)
    if not isinstance(value, str) or not value.strip():
        row.blame(key, f"`{key}` must be a text: write it, in quotes if it looks like a number")
        return ""
    text = " ".join(value.split())
    if len(text) > LONGEST or CONTROL.search(text):
        row.blame(key, f"`{key}` has control characters, or more than {LONGEST} characters: shorten it")
    return text


def _due(row: Section, key: str) -> date | None:
    found = day(row.content.get(key))
    if found is None:
        wrong = shown(row.content.get(key))
        row.blame(key, f"`{key}` must be a day of the calendar, as in 2027-03-31, not `{wrong}`")
    return found


def _evidence(row: Section) -> tuple[str, ...]:
    value = row.content.get("evidence")
    items = value if isinstance(value, list) else [None]
    good = all(isinstance(one, str) and one.strip() and not CONTROL.search(one) for one in items)
    if not good or len(items) > MOST_EVIDENCE or any(len(str(one)) > LONGEST for one in items):
        row.blame("evidence", f"`evidence` must be a list of at most {MOST_EVIDENCE} names, as in [audit.pdf]")
        return ()
    return tuple(str(one).strip() for one in items)


def _readable(problem: Problem) -> Problem:
    """The problem without what would steer a terminal: it may quote a key of the file."""
    return replace(problem, message=CONTROL.sub("\N{REPLACEMENT CHARACTER}", problem.message))


def _line(problem: Problem) -> int:
    return problem.line or 0
