"""The judging process: one isolated pytest that reads a run, weighs what was played and tells what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance_suite.case import CHECKS
from conformance_suite.verdicts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    checks = str(CHECKS)
    without = (word for plugin in UNUSED for word in ("-p", f"no:{plugin}"))
    return [
        *(sys.executable, "-I", "-m", "pytest", "-c", os.devnull, "--rootdir", checks, "--confcutdir", checks),
        *("--noconftest", "--import-mode=importlib", "--assert=plain", "--capture=no", *without),
        *("-p", "conformance_suite.judging", "-o", "python_files=none.py"),  # the plugin makes the tests of each file
    ]


@dataclass(frozen=True)
class JudgingProcess:
    """A judging process that has been started on a run."""

    process: subprocess.Popen[bytes]

    def findings(self) -> tuple[Finding, ...]:
        """What was found, as far as it was given: the fold makes an `error` of each finding that is missing."""
        try:
            told, _ = self.process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            told, _ = self.process.communicate()
        return tuple(_read(told))


@contextmanager
def judging_process(run_dir: Path) -> Iterator[JudgingProcess]:
    """Start the process on a run; it is over when this is left, whether or not it was asked what it found."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own checks
        [*command(), "--run-dir", str(run_dir.resolve()), str(CHECKS)],
        cwd=CHECKS,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield JudgingProcess(process)
        finally:
            process.kill()


def _read(told: bytes) -> Iterator[Finding]:
    for line in told.splitlines():
        try:
            yield Finding.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError):
            return  # a line cut short by the end of the process: what follows is missing, and told so by the fold
