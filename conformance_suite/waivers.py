"""Waivers: findings that somebody answers for until a date. They change the exit code and nothing else. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from conformance_suite.manifest.document import parse
from conformance_suite.manifest.problems import ManifestError, Problem
from conformance_suite.verdicts import Verdict
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.document import Document
    from conformance_suite.report import CaseReport, Report
    from conformance_suite.run_directory import RunDirectory

FILE = "waivers.json"
KEYS = ("case", "requirement", "reason", "owner", "expires")
WAIVABLE = {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.SKIPPED}


@dataclass(frozen=True)
class Waiver:
    """One entry: what it covers (a case, or every case of a requirement), why, whose, and the last day it holds."""

    case: str | None
    requirement: str | None
    reason: str
    owner: str
    expires: date

    @property
    def subject(self) -> str:
        """What it covers, in a word."""
        return self.case or self.requirement or ""

    def covers(self, row: CaseReport) -> bool:
        """Whether it speaks of this case."""
        return row.case == self.case or row.requirement == self.requirement


@dataclass(frozen=True)
class Waived:
    """What waivers do to a report: the cases they excuse and what is wrong with the waivers themselves."""

    cases: frozenset[str]
    problems: tuple[str, ...]


def read_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a file. Raises ManifestError with every problem of it."""
    unreadable = ManifestError(path, [Problem(0, "the waivers cannot be read", "Check the name given")])
    if not path.is_file():  # a pipe would be waited for
        raise unreadable
    try:
        with path.open("rb") as file:
            document = parse(file.read(64 * 1024 + 1))
    except OSError as error:
        raise unreadable from error
    problems = list(document.problems)
    rows = document.value
    if not isinstance(rows, list) and not problems:
        problems.append(Problem(1, "this is not a list of waivers", "Write one entry a waiver: - case: ..."))
    waivers = (
        [_waiver(row, index, document, problems) for index, row in enumerate(rows)] if isinstance(rows, list) else []
    )
    if problems:
        raise ManifestError(path, problems)
    return tuple(waiver for waiver in waivers if waiver is not None)


def _waiver(row: JsonValue, index: int, document: Document, problems: list[Problem]) -> Waiver | None:
    line = document.line((index,))
    mend = f"Give {', '.join(KEYS[2:])} and one of case or requirement"
    if not isinstance(row, dict):
        problems.append(Problem(line, "a waiver is a mapping", mend))
        return None
    found = [f"unknown key {key!r} in a waiver" for key in row if key not in KEYS]
    found += [f"a waiver lacks {key!r}" for key in KEYS[2:] if not isinstance(row.get(key), str)]
    if ("case" in row) == ("requirement" in row):
        found.append("a waiver names one case or one requirement")
    expires = _day(row)
    if expires is None and isinstance(row.get("expires"), str):
        found.append("expires is not a day, such as 2027-03-31")
    problems += [Problem(line, message, mend) for message in found]
    if found or expires is None:
        return None
    return Waiver(_word(row, "case"), _word(row, "requirement"), str(row["reason"]), str(row["owner"]), expires)


def _word(row: JsonObject, key: str) -> str | None:
    return str(row[key]) if key in row else None


def _day(row: JsonObject) -> date | None:
    try:
        return date.fromisoformat(str(row.get("expires")))
    except ValueError:
        return None


def apply(waivers: Sequence[Waiver], report: Report, *, today: date) -> Waived:
    """Which cases are excused, and which waivers are expired, stale (nothing to excuse any more) or match nothing."""
    cases: set[str] = set()
    problems: list[str] = []
    for waiver in waivers:
        covered = [row for row in report.cases if waiver.covers(row)]
        if waiver.expires < today:
            problems.append(f"the waiver of {waiver.subject} expired on {waiver.expires} ({waiver.owner})")
        elif not covered:
            problems.append(f"the waiver of {waiver.subject} matches nothing in this run ({waiver.owner})")
        elif not any(row.verdict in WAIVABLE for row in covered):
            problems.append(f"the waiver of {waiver.subject} is stale: there is nothing to excuse ({waiver.owner})")
        else:
            cases |= {row.case for row in covered if row.verdict in WAIVABLE}
    return Waived(frozenset(cases), tuple(problems))


def write_waived(directory: RunDirectory, waived: Waived) -> None:
    """Keep in a run directory what waivers did, so that judging again tells the same."""
    rows = {"waived": sorted(waived.cases), "problems": list(waived.problems)}
    directory.write(FILE, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def waived_in(run_dir: Path) -> frozenset[str]:
    """The cases that were excused when the run was played; none when nothing says so."""
    try:
        kept = json.loads((run_dir / FILE).read_text(encoding="utf-8"))
        return frozenset(str(case) for case in kept["waived"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def exit_code(report: Report, waived: Waived) -> int:
    """The exit code of a run: 1 a SHALL fails, 4 a waiver is wrong, 3 inconclusive, 0 otherwise, waived apart."""
    if not waived.cases and not waived.problems:
        return report.exit_code
    binding = [row for row in report.cases if row.obligation is Obligation.SHALL and row.case not in waived.cases]
    if any(row.verdict is Verdict.FAIL for row in binding):
        return 1
    if waived.problems:
        return 4
    if not report.cases or any(row.verdict in {Verdict.INCONCLUSIVE, Verdict.ERROR} for row in binding):
        return 3
    # a case skipped on a target that we start is told by the verdict of the run alone
    skipped = any(row.verdict is Verdict.SKIPPED for row in binding)
    return report.exit_code if skipped and report.exit_code != 1 else 0
