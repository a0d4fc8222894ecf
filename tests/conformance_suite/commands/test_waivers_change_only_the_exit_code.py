from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.stored_run import whole_run
from click.testing import CliRunner

from conformance_suite.manifest.problems import ManifestError
from conformance_suite.on_stored_runs import judge
from conformance_suite.report import CaseReport, Report, WitnessesHeard
from conformance_suite.verdicts import RunVerdict, Verdict
from conformance_suite.waivers import Waiver, apply, exit_code, read_waivers
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2027, 1, 1)
CODES = {RunVerdict.CONFORMANT: 0, RunVerdict.NONCONFORMANT: 1, RunVerdict.INCONCLUSIVE: 3}


def row(case: str, verdict: Verdict, obligation: Obligation = Obligation.SHALL) -> CaseReport:
    said = Bilingual(fr="-", en="-")
    heard = WitnessesHeard(control=True, delivery=True, effect=None)
    return CaseReport(case, "", f"REQ-{case}", obligation, None, verdict, said, None, heard, (), 0)


def report(*rows: CaseReport) -> Report:
    binding = {one.verdict for one in rows if one.obligation is Obligation.SHALL}
    verdict = RunVerdict.CONFORMANT
    if Verdict.FAIL in binding:
        verdict = RunVerdict.NONCONFORMANT
    elif Verdict.INCONCLUSIVE in binding:
        verdict = RunVerdict.INCONCLUSIVE
    return Report({}, "e", "d", {}, verdict, {}, (), rows)


def waiver(
    case: str | None = None,
    requirement: str | None = None,
    introduced: date = date(2026, 9, 1),
    expires: date = date(2027, 6, 1),
) -> Waiver:
    return Waiver(case, requirement, "why", "who", introduced, expires)


def code(told: Report, *waivers: Waiver) -> int:
    return exit_code(told, apply(waivers, told, today=TODAY))


FAILING = report(row("A", Verdict.FAIL), row("B", Verdict.PASS))


def test_without_waivers_the_verdict_decides() -> None:
    assert code(FAILING) == 1
    assert code(report(row("A", Verdict.INCONCLUSIVE))) == 3
    assert code(report(row("A", Verdict.PASS))) == 0


def test_a_waived_failure_does_not_count() -> None:
    assert code(FAILING, waiver("A")) == 0
    assert code(FAILING, waiver(requirement="REQ-A")) == 0


def test_a_failure_beside_a_waived_one_counts() -> None:
    both = report(row("A", Verdict.FAIL), row("B", Verdict.FAIL))
    assert code(both, waiver("A")) == 1


def test_what_is_left_decides() -> None:
    left = report(row("A", Verdict.FAIL), row("B", Verdict.INCONCLUSIVE))
    assert code(left, waiver("A")) == 3
    assert code(left, waiver("A"), waiver("B")) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        waiver("A", expires=date(2026, 12, 31)),
        waiver("A", introduced=date(2027, 1, 2)),
        waiver("B"),
        waiver("NOBODY"),
    ],
    ids=["expired", "to come", "stale", "unmatched"],
)
def test_a_wrong_waiver_is_four_unless_something_fails(wrong: Waiver) -> None:
    fine = report(row("A", Verdict.PASS), row("B", Verdict.PASS))
    assert code(fine, wrong) == 4
    assert code(FAILING, wrong) == 1
    assert code(FAILING, waiver("A"), wrong) == 4
    assert code(report(row("C", Verdict.INCONCLUSIVE), row("B", Verdict.PASS)), wrong) == 4


def test_a_waiver_holds_on_its_first_and_its_last_day() -> None:
    assert code(FAILING, waiver("A", introduced=TODAY, expires=TODAY)) == 0


def test_a_recommendation_never_decides() -> None:
    assert code(report(row("A", Verdict.FAIL, Obligation.SHOULD), row("B", Verdict.FAIL)), waiver("B")) == 0


def test_a_file_of_waivers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    one = "- case: A\n  reason: r\n  owner: o\n  introduced: 2026-12-01\n  expires: 2027-03-31\n"
    path.write_text(one + "- {requirement: R, reason: r, owner: o, introduced: 2026-12-01, expires: 2027-01-01}\n")

    assert read_waivers(path) == (
        Waiver("A", None, "r", "o", date(2026, 12, 1), date(2027, 3, 31)),
        Waiver(None, "R", "r", "o", date(2026, 12, 1), date(2027, 1, 1)),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("case: A", "not a list"),
        ("- A", "is a mapping"),
        ("- {case: A, reason: r, owner: o}", "lacks 'expires'"),
        ("- {case: A, reason: r, owner: o, expires: 2027-01-01}", "lacks 'introduced'"),
        ("- {case: A, reason: r, owner: o, introduced: 2026-12-01, expires: soon}", "expires is not a day"),
        ("- {case: A, reason: r, owner: o, introduced: now, expires: 2027-01-01}", "introduced is not a day"),
        ("- {case: A, reason: r, owner: o, introduced: 2027-01-02, expires: 2027-01-01}", "expires before it is"),
        ("- {reason: r, owner: o, expires: 2027-01-01}", "one case or one requirement"),
        ("- {case: A, requirement: B, reason: r, owner: o, expires: 2027-01-01}", "one case or one requirement"),
        ("- {case: A, reason: r, owner: o, expires: 2027-01-01, extra: x}", "unknown key 'extra'"),
        ("", "empty"),
        ("- [", "not valid YAML"),
    ],
)
def test_a_bad_file_of_waivers_is_told(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(text)
    with pytest.raises(ManifestError, match=message):
        read_waivers(path)


def test_a_missing_file_of_waivers_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="cannot be read"):
        read_waivers(tmp_path / "none.yaml")


def test_a_pipe_is_no_file_of_waivers_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "waivers.yaml")
    with pytest.raises(ManifestError, match="cannot be read"):
        read_waivers(tmp_path / "waivers.yaml")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_waived_finding_is_told_beside_the_document_and_not_in_it(form: str, tmp_path: Path) -> None:
    run_dir = tmp_path / "run"
    whole_run(run_dir, wrong=lambda _case: True, among=lambda case: case == "LGO-10")
    excuses = tmp_path / "waivers.yaml"
    excuses.write_text(
        "- {case: LGO-10, reason: known, owner: team, introduced: 2026-01-01, expires: 2999-01-01}\n", encoding="utf-8"
    )

    told = CliRunner().invoke(judge, [str(run_dir), "--format", form, "--waivers", str(excuses)])

    assert json.loads(told.stdout)
    assert told.stderr == "waived: LGO-10\n"
    assert told.exit_code == 0
