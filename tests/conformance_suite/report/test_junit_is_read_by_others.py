"""Two readers that we did not write find in our JUnit XML what we put there."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import junitparser
import pytest
import xunitparser
from builders.paper_apps import PaperRun

from conformance_suite.formats import junit
from conformance_suite.formats.told import Told, told
from conformance_suite.judge import judge
from conformance_suite.verdicts import Verdict
from conformance_suite.waivers import Waiver

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("run")
    run_dir = PaperRun.whole(wrong="accepts no_profile").transcript.write(folder)
    return told(judge(run_dir), run_dir)


def read(judged: Told) -> junitparser.JUnitXml:
    return junitparser.JUnitXml.fromstring(junit.render(judged).encode())


def test_junitparser_reads_the_same_verdicts(judged: Told) -> None:
    failed = {case.name.split()[0] for suite in read(judged) for case in suite if case.is_failure}
    assert failed == {row.case for row in judged.report.cases if junit.element(row) == "failure"}
    assert (read(judged).tests, read(judged).failures) == (len(judged.report.cases), len(failed))


def test_junitparser_finds_a_suite_a_theme_with_what_it_was_judged_under(judged: Told) -> None:
    suites = {suite.name: suite for suite in read(judged)}
    assert set(suites) == {judged.theme(row) for row in judged.report.cases}
    assert {case.name.split()[0] for case in suites["id_token"]} == {
        row.case for row in judged.report.cases if judged.theme(row) == "id_token"
    }
    for suite in suites.values():
        found = {one.name: one.value for one in suite.properties()}
        assert found["edition"] == judged.report.edition
        assert found["digest"] == judged.report.edition_digest
        assert found["seed"] == str(judged.report.run["seed"])
        assert suite.tests == len(list(suite))


def test_xunitparser_reads_the_same_verdicts(judged: Told) -> None:
    passed, edition = set(), set()
    for suite in junit.render(judged).split(" <testsuite ")[1:]:  # it reads one suite
        read, _result = xunitparser.parse(io.StringIO(f"<testsuite {suite.removesuffix('</testsuites>' + chr(10))}"))
        passed |= {case.methodname.split()[0] for case in read if case.good and not case.skipped}
        edition.add(read.properties["edition"])
    assert passed == {row.case for row in judged.report.cases if row.verdict is Verdict.PASS}
    assert edition == {judged.report.edition}


def test_a_waived_case_is_skipped_and_says_whose_it_is(judged: Told) -> None:
    rows = tuple(replace(row, waived=row.verdict is Verdict.FAIL) for row in judged.report.cases)
    waiver = Waiver("IDT-21", None, "mended in 2.5", "tokens team", date(2026, 9, 1), date(2027, 3, 31))
    waived = replace(judged, report=replace(judged.report, cases=rows), excuses={"IDT-21": waiver})
    case = next(case for suite in read(waived) for case in suite if case.name.startswith("IDT-21 "))
    assert read(waived).failures == 0
    assert [one.type for one in case.result] == ["waived fail"]
    assert "waived by tokens team until 2027-03-31: mended in 2.5" in case.result[0].text
