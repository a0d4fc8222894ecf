from __future__ import annotations

import io
from typing import TYPE_CHECKING

import junitparser
import pytest
import xunitparser
from builders.paper_apps import PaperRun

from conformance_suite.formats import junit
from conformance_suite.judge import judge
from conformance_suite.verdicts import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.report import Report


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder: Path = tmp_path_factory.mktemp("run")
    return judge(PaperRun.whole(wrong="accepts no_profile").transcript.write(folder))


def test_junitparser_reads_the_same_verdicts(judged: Report) -> None:
    read = junitparser.JUnitXml.fromstring(junit.render(judged).encode())
    failed = {case.name.split()[0] for suite in read for case in suite if case.is_failure}
    assert failed == {row.case for row in judged.cases if junit.element(row) == "failure"}
    assert (read.tests, read.failures) == (len(judged.cases), len(failed))


def test_xunitparser_reads_the_same_verdicts(judged: Report) -> None:
    suite, _result = xunitparser.parse(io.StringIO(junit.render(judged)))
    passed = {case.methodname.split()[0] for case in suite if case.good and not case.skipped}
    assert passed == {row.case for row in judged.cases if row.verdict is Verdict.PASS}
