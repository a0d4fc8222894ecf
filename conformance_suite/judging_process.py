"""The judging process: one isolated pytest. It reads the run while the caller does, then is told what to judge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite import case as cases
from conformance_suite.judging_files import FINDINGS, PLANNED
from conformance_suite.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DEADLINE = 120.0  # seconds for the whole judging process: checks take about a millisecond each
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
# pytest's own, of no use to pure checks that print nothing, yet each with its work around every one of them
UNUSED = (
    *("cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging", "monkeypatch"),
    *("pastebin", "pytester_assertions", "setuponly", "setupplan", "skipping", "stepwise", "subtests", "terminal"),
    *("threadexception", "tmpdir", "unittest", "unraisableexception", "warnings"),
)


def command() -> list[str]:
    """The isolated pytest: no configuration, conftest, plugin, cache or import path but ours."""
    checks = str(cases.CHECKS)
    without = (word for plugin in UNUSED for word in ("-p", f"no:{plugin}"))
    return [
        *(sys.executable, "-I", "-m", "pytest", "-c", os.devnull, "--rootdir", checks, "--confcutdir", checks),
        *("--noconftest", "--import-mode=importlib", "--assert=plain", "--capture=no", *without),
        *("-p", "conformance_suite.judging", "-o", "python_files=none.py"),  # the plugin makes the tests of each file
    ]


@dataclass(frozen=True)
class JudgingProcess:
    """A judging process that has been started on a run; `folder` is where it is told and tells."""

    process: subprocess.Popen[bytes]
    folder: Path

    def tell(self, planned: Mapping[str, list[str]]) -> None:
        """Have it judge these episodes of each case. The plan is whole once its standard input has ended."""
        checks = [str(row.path) for row in (*cases.catalogue(), *cases.hook_up_cases()) if row.id in planned]
        told = json.dumps({"planned": dict(planned), "checks": checks})
        (self.folder / PLANNED).write_text(told, encoding="utf-8")
        if self.process.stdin is not None:
            self.process.stdin.close()

    def findings(self) -> tuple[Finding, ...]:
        """What was found, as far as it was given: the fold makes an `error` of each finding that is missing."""
        try:
            self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        return tuple(_read(self.folder / FINDINGS))


@contextmanager
def judging_process(run_dir: Path) -> Iterator[JudgingProcess]:
    """Start the process on a run; it is over when this is left, whether or not it was told anything."""
    with tempfile.TemporaryDirectory(prefix="poincon-judge-") as folder:
        arguments = ["--run-dir", str(run_dir.resolve()), "--exchange", folder, str(cases.CHECKS)]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and our own checks
            [*command(), *arguments],
            cwd=cases.CHECKS,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                yield JudgingProcess(process, Path(folder))
            finally:
                process.kill()


def _read(path: Path) -> Iterator[Finding]:
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    for line in lines:
        try:
            yield Finding.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # a line cut short by the end of the process: what follows is missing, and told so by the fold
