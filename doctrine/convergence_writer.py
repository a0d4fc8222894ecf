"""A declaration of convergence as the file that is read back, and its positions as tables for others. Pure."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import yaml

from doctrine.convergence import SCHEMA, State
from doctrine.spreadsheet import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doctrine.convergence import Convergence, Declared
    from doctrine.maturity import ThemeMaturity
    from doctrine.model import Edition
    from doctrine.position import Position
    from doctrine.sections import Sections
    from doctrine.trajectory import Trajectory

HEAD = """\
# What this app declares of itself before the doctrine, requirement by requirement. See: poincon convergence check
# States: conforms, partly, planned (with `due`), not_applicable (with `reason`), undeclared.
"""
COLUMNS = ("id", "revision", "section", "title", "obligation", "applies", "state", "reason", "due", "plan", "evidence")
SAID = ("verdict", "outcome", "overdue")


def to_yaml(convergence: Convergence, edition: Edition, language: str, blank: Iterable[str] = ()) -> str:
    """The file: rows in the edition's order under their titles; `blank` are ids to give an empty row as well."""
    wanted = {*convergence.declared, *blank}
    texts = (("schema", SCHEMA), ("app", convergence.app), ("edition", convergence.edition))
    head = "".join(f"{name}: {_quoted(text)}\n" for name, text in texts)
    rows = [
        f"  # {one.title[language]}\n  {one.id}: {_row(convergence.of(one.id))}\n"
        for one in edition.requirements
        if one.id in wanted
    ]
    return "".join((HEAD, head, "requirements:\n" if rows else "requirements: {}\n", *rows))


def to_json(convergence: Convergence) -> str:
    """The same file as JSON, which is read like the YAML one."""
    rows = {name: _plain(declared) for name, declared in convergence.declared.items()}
    whole = {"schema": SCHEMA, "app": convergence.app, "edition": convergence.edition, "requirements": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def to_csv(found: Sequence[Position], sections: Sections, language: str) -> str:
    """The positions as CSV: semicolons, every cell quoted and harmless, a byte order mark for spreadsheets."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *SAID))
    for one in found:
        row = position_as_json(one, sections, language)
        writer.writerow([guarded(_cell(row[name])) for name in (*COLUMNS, *SAID)])
    return "\ufeff" + text.getvalue()


def position_as_json(one: Position, sections: Sections, language: str) -> dict[str, object]:
    """One position as JSON."""
    requirement, declared = one.requirement, one.declared
    return {
        "id": requirement.id,
        "revision": requirement.revision,
        "section": sections.of(requirement).title[language],
        "title": requirement.title[language],
        "obligation": one.obligation.value,
        "applies": one.applies,
        **asdict(declared),
        "state": declared.state.value,
        "due": declared.due.isoformat() if declared.due else None,
        "evidence": list(declared.evidence),
        "verdict": one.verdict,
        "outcome": one.outcome.value if one.outcome else None,
        "against_the_facts": one.against_the_facts,
        "overdue": one.overdue,
    }


def theme_as_json(one: ThemeMaturity, language: str) -> dict[str, object]:
    """The maturity of one theme as JSON."""
    return {
        "id": one.section.id,
        "title": one.section.title[language],
        "applicable": one.applicable,
        "states": {state.value: one.states.get(state, 0) for state in State},
        "contradicted": one.contradicted,
        "overdue": one.overdue,
        "level": one.level,
        "projected": one.projected,
    }


def trajectory_as_json(way: Trajectory) -> dict[str, object]:
    """The trajectory as JSON: requirements by their ids."""
    return {
        "target": way.target,
        "milestones": [
            {"day": one.day.isoformat(), "due": _ids(one.due), "level": one.level} for one in way.milestones
        ],
        "missing": _ids(way.missing),
        "overdue": _ids(way.overdue),
        "too_late": _ids(way.too_late),
        "renewed": [one.id for one in way.renewed],
    }


def _ids(found: Iterable[Position]) -> list[str]:
    return [one.requirement.id for one in found]


def _row(declared: Declared) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in _members(declared)) + "}"


def _members(declared: Declared) -> Iterator[tuple[str, str]]:
    yield "state", declared.state.value
    if declared.reason:
        yield "reason", _quoted(declared.reason)
    if declared.due:
        yield "due", declared.due.isoformat()
    if declared.plan:
        yield "plan", _quoted(declared.plan)
    if declared.evidence:
        yield "evidence", "[" + ", ".join(_quoted(name) for name in declared.evidence) + "]"


def _plain(declared: Declared) -> dict[str, object]:
    due = declared.due.isoformat() if declared.due else ""
    told = asdict(declared) | {"state": declared.state.value, "due": due, "evidence": list(declared.evidence)}
    return {name: value for name, value in told.items() if value}


def _quoted(text: str) -> str:
    return yaml.safe_dump(text, allow_unicode=True, default_style='"', width=float("inf")).rstrip("\n")


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
