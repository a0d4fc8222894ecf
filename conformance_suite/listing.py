"""Which cases would be played, before anything is: for a person, and for programs that show or choose among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from conformance_suite.json_value import JsonObject
    from conformance_suite.plan import Plan, Planned
    from doctrine.model import Edition

SCHEMA = "poincon/plan/1"


def as_text(plan: Plan) -> str:
    """One line a case."""
    rows = _one_a_case(plan.rows)
    return "".join(
        f"{row.case.id:<10} {row.obligation.value:<7} {row.case.requirement:<12} {row.case.check}\n" for row in rows
    )


def as_json(plan: Plan, edition: Edition) -> str:
    """The plan for programs, its cases in the order of play."""
    content = {
        "schema": SCHEMA,
        "doctrine": {"edition": edition.id, "digest": edition.digest},
        "scope": plan.scope,
        "cases": [_case(row, edition) for row in _one_a_case(plan.rows)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _one_a_case(rows: Iterable[Planned]) -> tuple[Planned, ...]:
    """Of the plays of a case the first."""
    by_case: dict[str, Planned] = {}
    for row in rows:
        by_case.setdefault(row.case.id, row)
    return tuple(by_case.values())


def _case(row: Planned, edition: Edition) -> JsonObject:
    requirement = edition.find(row.case.requirement)
    about: JsonObject = {}
    if requirement is not None:
        source = requirement.source
        about = {
            "theme": requirement.theme,
            "title": {"fr": requirement.title.fr, "en": requirement.title.en},
            "source": {"text": source.text, "version": source.version, "clause": requirement.clause, "url": source.url},
        }
    return {
        "case": row.case.id,
        "check": row.case.check,
        "requirement": row.case.requirement,
        "obligation": row.obligation.value,
        "clause": row.case.clause,
        **about,
        "fault": row.case.fault,
        "played": row.not_played is None,
    }
