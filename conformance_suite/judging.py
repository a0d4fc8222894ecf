"""The pytest plugin of the judging process: one test per planned episode, verdicts written as lines of JSON.

Started by `judge` only, with a clean environment: nothing of the run directory is ever imported.
"""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance_suite import transcript
from conformance_suite.case import ATTRIBUTE, Case
from conformance_suite.verdicts import Finding, Verdict
from conformance_suite.weighing import weigh

if TYPE_CHECKING:
    from conformance_suite.episode import Run

ERROR = "check_broken"


class Bench:
    """The judge's bench: the stored run, the episodes to judge by case, and where the findings go."""

    def __init__(self, run: Run, planned: dict[str, list[str]], report_to: Path) -> None:
        """Keep what a session needs."""
        self.run = run
        self.planned = planned
        self.report_to = report_to
        self.findings: list[Finding] = []

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each episode that the plan gives to the case."""
        case = _case_of(metafunc.function)
        if case is not None and "episode" in metafunc.fixturenames:
            metafunc.parametrize("episode", self.planned.get(case.id, []), ids=str)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> object:
        """Judge instead of calling: the check is the last of three witnesses."""
        case = _case_of(pyfuncitem.obj)
        if case is None:
            return None
        episode_id = str(pyfuncitem.callspec.params["episode"])
        try:
            finding = weigh(case, pyfuncitem.obj, self.run.find(episode_id))
        except Exception:  # noqa: BLE001 - whatever a check throws that is not a verdict is our own fault, and told as such
            values = {"detail": traceback.format_exc(limit=-1).strip().splitlines()[-1]}
            finding = Finding(case.id, episode_id, Verdict.ERROR, ERROR, values)
        self.findings.append(finding)
        return True

    def pytest_sessionfinish(self) -> None:
        """Write what was found."""
        lines = [json.dumps(finding.as_json(), ensure_ascii=False) + "\n" for finding in self.findings]
        self.report_to.write_text("".join(lines), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two options, given by `judge`."""
    parser.addoption("--run-dir", required=True, help="the stored run")
    parser.addoption("--findings", required=True, help="where to write the findings, as lines of JSON")
    parser.addoption("--planned", required=True, help="file: episodes to judge by case, as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Read the run once for all checks."""
    run = transcript.load(Path(config.getoption("--run-dir")))
    planned = json.loads(Path(config.getoption("--planned")).read_text(encoding="utf-8"))
    bench = Bench(run, planned, Path(config.getoption("--findings")))
    config.pluginmanager.register(bench, "poincon-bench")


def _case_of(function: object) -> Case | None:
    row = getattr(function, ATTRIBUTE, None)
    return row if isinstance(row, Case) else None
