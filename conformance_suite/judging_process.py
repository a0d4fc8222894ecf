"""The judging process: one isolated pytest. It reads the run while the caller does, then is told what to judge."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite import case as cases
from conformance_suite.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DEADLINE = 120.0  # seconds for the whole judging process: checks take about a millisecond each
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
# pytest's own, of no use to pure checks that print nothing, yet each with its work around every one of them
UNUSED = ("cacheprovider", "debugging", "doctest", "faulthandler", "logging", "skipping", "terminal")
UNUSED_TOO = ("threadexception", "unittest", "unraisableexception", "warnings")


def command() -> list[str]:
    """The isolated pytest: no configuration, conftest, plugin, cache or import path but ours."""
    checks = str(cases.CHECKS)
    without = (word for plugin in (*UNUSED, *UNUSED_TOO) for word in ("-p", f"no:{plugin}"))
    return [
        *(sys.executable, "-I", "-m", "pytest", "-c", os.devnull, "--rootdir", checks, "--confcutdir", checks),
        *("--noconftest", "--import-mode=importlib", "--assert=plain", "--capture=no", *without),
        *("-p", "conformance_suite.judging"),
    ]


class JudgingProcess:
    """A judging process that has been started on a run."""

    def __init__(self, process: subprocess.Popen[str], report: Path) -> None:
        self._process = process
        self._report = report

    def findings(self, planned: Mapping[str, list[str]]) -> tuple[Finding, ...]:
        """What is found in the planned episodes of each case, as far as it was given."""
        if not planned:
            return ()
        checks = [row.path for row in (*cases.catalogue(), *cases.hook_up_cases()) if row.id in planned]
        told = json.dumps({"planned": dict(planned), "checks": [str(path) for path in checks]})
        try:
            self._process.communicate(told, timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # what it has not given is missing, and told so by the fold
        return tuple(_read(self._report))


@contextmanager
def judging_process(run_dir: Path) -> Iterator[JudgingProcess]:
    """Start the process on a run; it is over when this is left, whether or not it was asked anything."""
    with tempfile.TemporaryDirectory(prefix="poincon-judge-") as folder:
        report = Path(folder) / "findings.jsonl"
        arguments = ["--run-dir", str(run_dir.resolve()), "--findings", str(report), str(cases.CHECKS)]
        with subprocess.Popen(  # noqa: S603 - our own interpreter and our own checks
            [*command(), *arguments],
            cwd=cases.CHECKS,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        ) as process:
            try:
                yield JudgingProcess(process, report)
            finally:
                process.kill()


def _read(path: Path) -> Iterator[Finding]:
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    for line in lines:
        try:
            yield Finding.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # a line cut short by the end of the process: what follows is missing, and told so by the fold
