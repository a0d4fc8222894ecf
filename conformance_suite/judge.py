"""Judging a stored run: every check in one isolated pytest process, then the fold into a report. Writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from conformance_suite import case as cases
from conformance_suite import folding, transcript
from conformance_suite.report import with_waived
from conformance_suite.verdicts import Finding
from conformance_suite.waivers import waived_in
from doctrine import loader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance_suite.episode import Run
    from conformance_suite.report import Report
    from doctrine.model import Edition

DEADLINE = 120.0  # seconds for the whole judging process: checks take about a millisecond each
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def judge(run_dir: Path, *, edition: Edition | None = None) -> Report:
    """The report of a stored run, under `edition` or the one it was played for.

    Judging the same run twice gives the same report, byte for byte. Raises RecordError for a run that cannot be read
    and DoctrineError for an edition that cannot.
    """
    return judge_with_findings(run_dir, edition=edition)[0]


def judge_with_findings(
    run_dir: Path, *, edition: Edition | None = None, found: tuple[Finding, ...] | None = None
) -> tuple[Report, tuple[Finding, ...]]:
    """The same, and what the checks found; `found` is what they found before, if they would read the same again."""
    run = transcript.load(run_dir)
    wanted = edition or loader.load_edition(run.record.edition)
    known = {row.id: row for row in (*cases.catalogue(), *cases.hook_up_cases())}
    findings = run_checks(run_dir, _planned(run, known), known) if found is None else found
    return with_waived(folding.fold(run, wanted, known, findings), waived_in(run_dir)), findings


def run_checks(run_dir: Path, planned: Mapping[str, list[str]], known: Mapping[str, cases.Case]) -> tuple[Finding, ...]:
    """The findings of the judging process, as many as it gave: the fold makes an `error` of each one missing."""
    if not planned:
        return ()
    with tempfile.TemporaryDirectory(prefix="poincon-judge-") as folder:
        plan, findings = Path(folder) / "planned.json", Path(folder) / "findings.jsonl"
        plan.write_text(json.dumps(planned), encoding="utf-8")
        arguments = ["--run-dir", str(run_dir.resolve()), "--planned", str(plan), "--findings", str(findings)]
        paths = sorted({str(_file_of(known[case_id])) for case_id in planned})
        try:
            subprocess.run(  # noqa: S603 - our own interpreter and our own checks
                [*command(), *arguments, *paths],
                cwd=cases.CHECKS,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=DEADLINE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _read(findings)
        return _read(findings)


def command() -> list[str]:
    """The isolated pytest: no configuration, conftest, plugin, cache or import path but ours."""
    checks = str(cases.CHECKS)
    return [
        *(sys.executable, "-I", "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", checks, "--confcutdir", checks),
        *("--noconftest", "--import-mode=importlib", "--assert=plain", "-p", "no:cacheprovider", "--tb=short"),
        *("-p", "conformance_suite.judging"),
    ]


def _planned(run: Run, known: Mapping[str, cases.Case]) -> dict[str, list[str]]:
    planned: dict[str, list[str]] = {}
    for row in run.record.plan:
        episodes = [episode.id for episode in run.of_case(row.case, row.variant)]
        if row.case in known and row.not_played is None and episodes:
            planned[row.case] = planned.get(row.case, []) + episodes
    return planned


def _file_of(row: cases.Case) -> Path:
    return cases.CHECKS / row.theme / f"test_{row.check}.py"


def _read(path: Path) -> tuple[Finding, ...]:
    lines: Iterable[str] = path.read_text(encoding="utf-8").splitlines() if path.exists() else ()
    found = []
    for line in lines:
        try:
            found.append(Finding.from_json(json.loads(line)))
        except (ValueError, KeyError, TypeError):
            break  # a line cut short by the end of the process: what follows is missing, and told so by the fold
    return tuple(found)
