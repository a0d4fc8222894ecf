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
from conformance_suite.case import ATTRIBUTE, Case, checks_in
from conformance_suite.judging_files import FINDINGS, PLANNED
from conformance_suite.verdicts import Finding, Verdict
from conformance_suite.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conformance_suite.episode import Run

ERROR = "check_broken"


class Judgement(pytest.Function):
    """A check called on one planned episode: a test function as pytest knows them, made without a search for it."""

    episode_id: str

    @classmethod
    def of(cls, parent: CheckFile, case: Case, episode_id: str) -> Judgement:
        """The test of a check on an episode."""
        item: Judgement = cls.from_parent(parent, name=f"test_{case.check}[{episode_id}]", callobj=case.judge)
        item.episode_id = episode_id
        return item


class CheckFile(pytest.File):
    """A file of checks, imported as the suite itself imports it."""

    planned: Mapping[str, list[str]]

    def collect(self) -> Iterator[Judgement]:
        """One test for each episode that the plan gives to its case."""
        for case in checks_in(self.path):
            for episode_id in self.planned.get(case.id, ()):
                yield Judgement.of(self, case, episode_id)


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

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CheckFile:
        """Every file that is left is one of checks."""
        file: CheckFile = CheckFile.from_parent(parent, path=file_path)
        file.planned = self.planned
        return file

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Judgement) -> bool:
        """Judge instead of calling: the check is the last of three witnesses. It needs no setting up."""
        case: Case = getattr(item.obj, ATTRIBUTE)
        try:
            finding = weigh(case, item.obj, self.run.find(item.episode_id))
        except Exception:  # noqa: BLE001 - whatever a check throws that is not a verdict is our own fault, and told as such
            values = {"detail": traceback.format_exc(limit=-1).strip().splitlines()[-1]}
            finding = Finding(case.id, item.episode_id, Verdict.ERROR, ERROR, values)
        self.findings.append(finding)
        return True

    def pytest_sessionfinish(self) -> None:
        """Write what was found."""
        lines = [json.dumps(finding.as_json(), ensure_ascii=False) + "\n" for finding in self.findings]
        self.report_to.write_text("".join(lines), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two options, given by `judging_process`."""
    parser.addoption("--run-dir", required=True, help="the stored run")
    parser.addoption("--exchange", required=True, help="the folder of the plan and of the findings")


def pytest_configure(config: pytest.Config) -> None:
    """Read the run once for all checks, then what is planned, which is known when standard input has ended."""
    gc.disable()  # what is read stays to the end, two seconds later: to look for garbage in it is a third of the work
    run = transcript.load(Path(config.getoption("--run-dir")))
    sys.stdin.read()
    folder = Path(config.getoption("--exchange"))
    told = json.loads((folder / PLANNED).read_text(encoding="utf-8"))
    bench = Bench(run, told["planned"], told["checks"], folder / FINDINGS)
    config.pluginmanager.register(bench, "poincon-bench")
