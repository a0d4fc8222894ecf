"""Waivers: findings that somebody answers for until a date. They change the exit code and nothing else. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from conformance_suite.manifest.document import parse
from conformance_suite.manifest.problems import ManifestError, Problem
from conformance_suite.verdicts import Verdict
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.document import Document
    from conformance_suite.report import CaseReport, Report
    from conformance_suite.run_directory import RunDirectory

FILE = "waivers.json"
SUBJECTS = ("case", "requirement")
SAID = ("reason", "owner", "introduced", "expires")
WAIVABLE = {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.SKIPPED}


@dataclass(frozen=True)
class Waiver:
    """One entry: what it covers (a case, or every case of a requirement), why, whose, its first and its last day."""

    case: str | None
    requirement: str | None
    reason: str
    owner: str
    introduced: date
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
    """What waivers do to a report: which excuses each case, and what is wrong with the waivers themselves."""

    by_case: Mapping[str, Waiver]
    problems: tuple[str, ...]

    @property
    def cases(self) -> frozenset[str]:
        """The cases that are excused."""
        return frozenset(self.by_case)


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
    mend = f"Give {', '.join(SAID)} and one of case or requirement"
    if not isinstance(row, dict):
        problems.append(Problem(line, "a waiver is a mapping", mend))
        return None
    found = [f"unknown key {key!r} in a waiver" for key in row if key not in {*SUBJECTS, *SAID}]
    found += [f"a waiver lacks {key!r}" for key in SAID if not isinstance(row.get(key), str)]
    if ("case" in row) == ("requirement" in row):
        found.append("a waiver names one case or one requirement")
    introduced, expires = _day(row, "introduced", found), _day(row, "expires", found)
    if introduced is not None and expires is not None and expires < introduced:
        found.append("a waiver expires before it is introduced")
    problems += [Problem(line, message, mend) for message in found]
    if found or introduced is None or expires is None:
        return None
    case, requirement = _word(row, "case"), _word(row, "requirement")
    return Waiver(case, requirement, str(row["reason"]), str(row["owner"]), introduced, expires)


def _word(row: JsonObject, key: str) -> str | None:
    return str(row[key]) if key in row else None


def _day(row: JsonObject, key: str, found: list[str]) -> date | None:
    if not isinstance(row.get(key), str):
        return None  # told already
    try:
        return date.fromisoformat(str(row[key]))
    except ValueError:
        found.append(f"{key} is not a day, such as 2027-03-31")
        return None


def apply(waivers: Sequence[Waiver], report: Report, *, today: date) -> Waived:
    """Which cases are excused, and which waivers are out of their days, stale (nothing to excuse) or match nothing."""
    excused: dict[str, Waiver] = {}
    problems: list[str] = []
    for waiver in waivers:
        covered = [row for row in report.cases if waiver.covers(row)]
        if waiver.expires < today:
            problems.append(f"the waiver of {waiver.subject} expired on {waiver.expires} ({waiver.owner})")
        elif today < waiver.introduced:
            problems.append(f"the waiver of {waiver.subject} only begins on {waiver.introduced} ({waiver.owner})")
        elif not covered:
            problems.append(f"the waiver of {waiver.subject} matches nothing in this run ({waiver.owner})")
        elif not any(row.verdict in WAIVABLE for row in covered):
            problems.append(f"the waiver of {waiver.subject} is stale: there is nothing to excuse ({waiver.owner})")
        else:
            for row in covered:
                if row.verdict in WAIVABLE:
                    excused.setdefault(row.case, waiver)
    return Waived(excused, tuple(problems))


def write_waived(directory: RunDirectory, waived: Waived) -> None:
    """Keep in a run directory what waivers did, so that judging again tells the same."""
    excuses = {case: _as_json(waiver) for case, waiver in sorted(waived.by_case.items())}
    rows = {"waived": sorted(waived.cases), "problems": list(waived.problems), "excuses": excuses}
    directory.write(FILE, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def _as_json(waiver: Waiver) -> JsonObject:
    return {
        "case": waiver.case,
        "requirement": waiver.requirement,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "introduced": waiver.introduced.isoformat(),
        "expires": waiver.expires.isoformat(),
    }


def waived_in(run_dir: Path) -> frozenset[str]:
    """The cases that were excused when the run was played; none when nothing says so."""
    try:
        return frozenset(str(case) for case in _kept(run_dir)["waived"])
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()


def excuses_in(run_dir: Path) -> dict[str, Waiver]:
    """By case, the waivers that were applied when the run was played; none when nothing says so."""
    try:
        return {case: _from_json(row) for case, row in _kept(run_dir)["excuses"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _kept(run_dir: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((run_dir / FILE).read_text(encoding="utf-8"))
    return kept


def _from_json(row: dict[str, Any]) -> Waiver:
    days = (date.fromisoformat(row["introduced"]), date.fromisoformat(row["expires"]))
    return Waiver(row["case"], row["requirement"], row["reason"], row["owner"], *days)


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
