"""What a run of the suite says of what is declared. A passing verdict supports a finding; it is never the finding."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from doctrine.convergence import State
from doctrine.model import Bilingual
from doctrine.problems import DoctrineError, Problem
from doctrine.source import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from doctrine.model import Requirement

REPORT = "poincon/report/1"
LARGEST_REPORT = 32 * 1024 * 1024


class Outcome(StrEnum):
    """What the suite says of one declaration."""

    PROVES = "proves"  # it passed: the declaration is supported, or may go further than it does
    CONTRADICTS = "contradicts"  # it failed where conformity is declared, or spoke where nothing should apply
    STILL_FAILS = "still_fails"  # it failed, and nothing else was declared
    SILENT = "silent"


OUTCOMES = {
    Outcome.PROVES: Bilingual("la suite l'étaye", "the suite supports it"),
    Outcome.CONTRADICTS: Bilingual("la suite le contredit", "the suite contradicts it"),
    Outcome.STILL_FAILS: Bilingual("échoue encore", "still fails"),
    Outcome.SILENT: Bilingual("la suite n'en dit rien", "the suite is silent"),
}


@dataclass(frozen=True)
class ContradictedFact:
    """A declared fact that the app was seen to contradict, and what would apply, or bind more, if it were as seen."""

    fact: str
    message: Bilingual
    requirements: tuple[str, ...]

    def as_json(self, language: str) -> dict[str, object]:
        """The same as JSON."""
        return {"fact": self.fact, "message": self.message[language], "requirements": list(self.requirements)}


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of one run, by requirement, each with the revision that was judged; what it contradicts of facts."""

    edition: str
    app: str
    verdicts: Mapping[str, tuple[int, str | None]] = field(default_factory=dict)
    contradicted: tuple[ContradictedFact, ...] = ()

    def of(self, requirement: Requirement) -> str | None:
        """The verdict on this revision of the requirement; None when there is none."""
        revision, verdict = self.verdicts.get(requirement.id, (0, None))
        return verdict if revision == requirement.revision else None


def outcome(state: State, verdict: str | None) -> Outcome:
    """What a verdict says of a declared state; only `pass` and `fail` say anything."""
    if verdict not in {"pass", "fail"}:
        return Outcome.SILENT
    if state is State.NOT_APPLICABLE or (verdict == "fail" and state is State.CONFORMS):
        return Outcome.CONTRADICTS
    return Outcome.PROVES if verdict == "pass" else Outcome.STILL_FAILS


def read_report(path: Path) -> Verdicts:
    """The verdicts in a `report.json`. Raises DoctrineError."""
    raw = read_bytes(path, LARGEST_REPORT)
    try:
        return verdicts_of(json.loads(raw))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DoctrineError(
            [Problem(path, None, f"is no report of the suite ({REPORT}): give a report.json")]
        ) from error


def verdicts_of(report: Mapping[str, Any]) -> Verdicts:
    """The verdicts in a report that was parsed already. Raises KeyError, TypeError or ValueError for anything else."""
    if report["schema"] != REPORT:
        raise ValueError(report["schema"])
    rows = {str(row["id"]): (int(row["revision"]), _verdict(row["verdict"])) for row in report["requirements"]}
    facts = tuple(_fact(row) for row in report.get("facts", ()) if row["kind"] == "contradiction")
    return Verdicts(str(report["doctrine"]["edition"]), str(report["app"]["name"]), rows, facts)


def _fact(row: Mapping[str, Any]) -> ContradictedFact:
    message = row["message"]
    requirements = tuple(str(one) for one in row["requirements"])
    return ContradictedFact(str(row["fact"]), Bilingual(str(message["fr"]), str(message["en"])), requirements)


def _verdict(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return value
