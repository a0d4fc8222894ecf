"""The pytest plugin of the judging process: one test per planned episode, verdicts written as lines of JSON.

Started by `judge` only, with a clean environment: nothing of the run directory is ever imported.
"""

from __future__ import annotations

import gc
import json
import sys
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

    def __init__(self, run: Run, planned: dict[str, list[str]], checks: list[str], report_to: Path) -> None:
        """Keep what a session needs; `checks` are the files of the planned cases."""
        self.run = run
        self.planned = planned
        self.checks = {*checks, *(str(folder) for check in checks for folder in Path(check).parents)}
        self.report_to = report_to
        self.findings: list[Finding] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool:
        """Nothing but the checks of planned cases, and the folders on the way to them, is looked into."""
        return str(collection_path) not in self.checks

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, obj: object) -> list[pytest.Item] | None:
        """Of what a file of checks holds, only the check is anything to pytest."""
        return None if _case_of(obj) is not None else []

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
    """Two options, given by `judging_process`."""
    parser.addoption("--run-dir", required=True, help="the stored run")
    parser.addoption("--findings", required=True, help="where to write the findings, as lines of JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Read the run once for all checks, then what is planned, which comes by standard input when it is known."""
    gc.disable()  # what is read stays to the end, two seconds later: to look for garbage in it is a third of the work
    run = transcript.load(Path(config.getoption("--run-dir")))
    told = json.load(sys.stdin)
    bench = Bench(run, told["planned"], told["checks"], Path(config.getoption("--findings")))
    config.pluginmanager.register(bench, "poincon-bench")


def _case_of(function: object) -> Case | None:
    row = getattr(function, ATTRIBUTE, None)
    return row if isinstance(row, Case) else None
