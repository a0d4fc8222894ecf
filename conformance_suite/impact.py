"""What a draft edition would do to apps that ran before: each stored run judged under both editions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance_suite import folding, transcript
from conformance_suite.verdicts import Finding, RunVerdict, Verdict
from conformance_suite.weighing import to_weigh, weigh
from doctrine.applicability import applies, obligation
from doctrine.conditions import Facts
from doctrine.model import Method, Obligation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conformance_suite.episode import Run
    from conformance_suite.report import Report
    from doctrine.model import Edition, Requirement


@dataclass(frozen=True)
class Fall:
    """A requirement on which an app would fail or stay open: what it says now and what it would say."""

    requirement: str
    obligation: Obligation
    before: str
    after: str
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Impact:
    """One stored run under the draft."""

    run: str
    app: str
    version: str
    before: RunVerdict
    after: RunVerdict
    falls: tuple[Fall, ...]
    untold: tuple[str, ...]  # new binding requirements of whose cases the run played none
    evidence: tuple[str, ...]  # new binding requirements for which a person must bring evidence

    @property
    def would_fall(self) -> bool:
        """Whether an app that was conformant no longer would be."""
        return self.before is RunVerdict.CONFORMANT and self.after is not RunVerdict.CONFORMANT


def impact(run_dir: Path, present: Edition, draft: Edition) -> Impact:
    """The impact of a draft on one run. Raises RecordError for a run that cannot be read.

    Checks are pure functions of recorded episodes and are weighed here, not in the judge's process of its own: this
    tells what would change, it makes no report. What an edition asks enters only when findings are folded, so that
    the episodes are weighed once for both.
    """
    run = transcript.load(run_dir)
    try:
        return _weighed(run, run_dir, present, draft)
    finally:
        run.forget()  # its successor needs the room


def _weighed(run: Run, run_dir: Path, present: Edition, draft: Edition) -> Impact:
    findings = tuple(_findings(run))
    before = folding.fold_verdicts(run, present, findings)
    after = folding.fold_verdicts(run, draft, findings)
    facts = Facts.of(run.record.facts)
    added = [one for one in draft.requirements if present.find(one.id) is None]
    new = [one for one in added if applies(one, facts) and _binds(one, facts)]
    return Impact(
        run=str(run.record.run.get("id", run_dir.name)),
        app=str(run.record.app.get("name", "")),
        version=str(run.record.app.get("version", "")),
        before=before.verdict,
        after=after.verdict,
        falls=tuple(_falls(before, after)),
        untold=tuple(one.id for one in new if one.automated and not _cases(after, one.id)),
        evidence=tuple(one.id for one in new if not one.automated),
    )


def _findings(run: Run) -> Iterator[Finding]:
    for row, episode in to_weigh(run):
        try:
            yield weigh(row, row.judge, episode)
        except Exception:  # noqa: BLE001, S112 - our own fault: the fold makes an `error` of what is missing
            continue


def _binds(one: Requirement, facts: Facts) -> bool:
    return obligation(one, facts) is Obligation.SHALL and one.verification.method is not Method.HOOK_UP


def _cases(report: Report, requirement: str) -> tuple[str, ...]:
    row = report.requirement(requirement)
    return row.cases if row else ()


def _falls(before: Report, after: Report) -> Iterator[Fall]:
    open_or_failed = {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR}
    for row in after.requirements:
        if row.obligation is not Obligation.SHALL or row.verdict not in open_or_failed:
            continue
        old = before.requirement(row.id)
        if old is not None and (old.verdict, old.obligation) == (row.verdict, row.obligation):
            continue
        was = f"{old.verdict or 'not judged'} ({old.obligation})" if old else "not asked"
        guilty = tuple(case.case for case in after.cases if case.requirement == row.id and case.verdict is row.verdict)
        yield Fall(row.id, row.obligation, was, f"{row.verdict} ({row.obligation})", guilty)
