"""The pytest plugin of the judging process: one test per planned episode, findings told as lines of JSON.

Started by `judge` only, with a clean environment: nothing of the run directory is ever imported.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance_suite import transcript
from conformance_suite.verdicts import Finding, Verdict
from conformance_suite.weighing import to_weigh, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.case import Case
    from conformance_suite.episode import Episode, Run

ERROR = "check_broken"


class Judgement(pytest.Function):
    """A check called on one planned episode: a test function as pytest knows them, made without a search for it."""

    case: Case
    episode: Episode

    @classmethod
    def of(cls, parent: CheckFile, case: Case, episode: Episode) -> Judgement:
        """The test of a check on an episode."""
        item: Judgement = cls.from_parent(parent, name=f"test_{case.check}[{episode.id}]", callobj=case.judge)
        item.case, item.episode = case, episode
        return item


class CheckFile(pytest.File):
    """A file of checks, imported as the suite itself imports it."""

    played: list[tuple[Case, Episode]]

    def collect(self) -> Iterator[Judgement]:
        """One test for each play of its cases."""
        for case, episode in self.played:
            yield Judgement.of(self, case, episode)


class Bench:
    """The judge's bench: what there is to weigh of a stored run, by the file of its check, and what was found."""

    def __init__(self, run: Run) -> None:
        """Keep what a session needs."""
        self.played: dict[Path, list[tuple[Case, Episode]]] = {}
        for case, episode in to_weigh(run):
            self.played.setdefault(case.path, []).append((case, episode))
        self.on_the_way = {str(place) for check in self.played for place in (check, *check.parents)}
        self.findings: list[Finding] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool:
        """Nothing but the checks of planned cases, and the folders on the way to them, is looked into."""
        return str(collection_path) not in self.on_the_way

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> CheckFile:
        """Every file that is left is one of checks."""
        file: CheckFile = CheckFile.from_parent(parent, path=file_path)
        file.played = self.played[file_path]
        return file

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: Judgement) -> bool:
        """Judge instead of calling: the check is the last of three witnesses. It needs no setting up."""
        try:
            finding = weigh(item.case, item.case.judge, item.episode)
        except Exception:  # noqa: BLE001 - whatever a check throws that is not a verdict is our own fault, and told as such
            values = {"detail": traceback.format_exc(limit=-1).strip().splitlines()[-1]}
            finding = Finding(item.case.id, item.episode.id, Verdict.ERROR, ERROR, values)
        self.findings.append(finding)
        return True

    def pytest_sessionfinish(self) -> None:
        """Tell what was found. All is done then: to take the run apart in memory would keep the caller waiting."""
        lines = [json.dumps(finding.as_json()) + "\n" for finding in self.findings]
        sys.stdout.write("".join(lines))
        sys.stdout.flush()
        os._exit(0)


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option, given by `judging_process`."""
    parser.addoption("--run-dir", required=True, help="the stored run")


def pytest_configure(config: pytest.Config) -> None:
    """Read the run once for all checks."""
    gc.disable()  # what is read stays to the end, two seconds later: to look for garbage in it is a third of the work
    run = transcript.load(Path(config.getoption("--run-dir")))
    config.pluginmanager.register(Bench(run), "poincon-bench")
