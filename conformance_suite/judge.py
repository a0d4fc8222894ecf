"""Judging a stored run: every check in one isolated pytest process, then the fold into a report. Writes nothing."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from conformance_suite import folding, transcript
from conformance_suite.judging_process import judging_process
from conformance_suite.report import with_waived
from conformance_suite.waivers import waived_in
from doctrine import loader

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.report import Report
    from conformance_suite.verdicts import Finding
    from doctrine.model import Edition


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
    with ExitStack() as stack:
        process = stack.enter_context(judging_process(run_dir)) if found is None else None
        run = transcript.load(run_dir)
        wanted = edition or loader.load_edition(run.record.edition)
        beside = folding.Beside.of(run, wanted)  # while the process judges
        findings = process.findings() if process is not None else found or ()
    return with_waived(folding.fold(run, wanted, findings, beside), waived_in(run_dir)), findings


def run_checks(run_dir: Path) -> tuple[Finding, ...]:
    """The findings of the judging process, as many as it gave: the fold makes an `error` of each one missing."""
    with judging_process(run_dir) as process:
        return process.findings()
