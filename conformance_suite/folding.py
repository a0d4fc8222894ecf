"""From findings to a report: replays, plan, doctrine, counts and the verdict of the run. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from conformance_suite.case import known_cases
from conformance_suite.controls import reason_of
from conformance_suite.messages import message
from conformance_suite.report import CaseReport, Report, RequirementReport, WitnessesHeard
from conformance_suite.seen_consent_text import consent_text_of_run
from conformance_suite.seen_facts import facts_of_run
from conformance_suite.verdicts import Finding, RunVerdict, Verdict, worst
from doctrine.applicability import applies, obligation
from doctrine.conditions import Facts
from doctrine.model import Obligation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance_suite.case import Case
    from conformance_suite.episode import Episode, Run
    from conformance_suite.record import NotPlayed, PlannedCase
    from conformance_suite.report import ConsentTextReport, FactReport
    from doctrine.model import Edition, Requirement

# What a journey exercises: the endpoint where its use is seen, and the exchange that declares it.
JOURNEY_USE = {
    "read_measures": ("measures_read", "measures.read"),
    "write_measure": ("measures_write", "measures.write"),
}


@dataclass(frozen=True)
class Fold:
    """Everything that a report is folded from."""

    run: Run
    edition: Edition
    findings: Mapping[tuple[str, str], Finding]
    facts: Facts

    def verdicts(self) -> Report:
        """The report without what it says beside its verdicts."""
        cases = one_a_case(row for planned in self.run.record.plan if (row := self._case(planned)) is not None)
        return Report(
            run=dict(self.run.record.run),
            edition=self.edition.id,
            edition_digest=self.edition.digest,
            app=dict(self.run.record.app),
            verdict=run_verdict(cases, startable=self.run.record.startable),
            counts=counts(cases),
            requirements=self._requirements(cases),
            cases=cases,
        )

    def _case(self, planned: PlannedCase) -> CaseReport | None:
        row = known.of_variant(planned.variant) if (known := known_cases().get(planned.case)) else None
        requirement = self.edition.find(row.requirement if row else planned.requirement)
        if requirement is None:
            return None  # this edition asks nothing of the kind
        finding, interference = self._finding(planned, row, requirement)
        failed = finding.verdict is Verdict.FAIL
        return CaseReport(
            case=planned.case,
            check=row.check if row else "",
            requirement=requirement.id,
            obligation=obligation(requirement, self.facts),
            fault=row.fault if row else None,
            verdict=finding.verdict,
            message=message(finding.key, finding.values),
            remediation=requirement.remediation if failed else None,
            witnesses=WitnessesHeard(finding.control, finding.delivery, finding.effect),
            exchanges=finding.exchanges,
            duration_ms=self.run.find(finding.episode).duration_ms if finding.episode else 0,
            interference=interference,
        )

    def _finding(self, planned: PlannedCase, row: Case | None, requirement: Requirement) -> tuple[Finding, bool]:
        """The finding that counts, and whether an earlier play of the case said otherwise."""
        if row is None:
            return _without_episode(planned, Verdict.ERROR, "check_missing"), False
        if not applies(requirement, self.facts):
            return _without_episode(planned, Verdict.NOT_APPLICABLE, "requirement_not_applicable"), False
        if planned.not_played is not None:
            return self._not_played(planned, planned.not_played, row), False
        findings = [self._judged(row, episode) for episode in self.run.of_case(row.id, planned.variant)]
        if not findings:
            return _without_episode(planned, Verdict.INCONCLUSIVE, "not_played"), False
        return findings[-1], findings[0].verdict is not findings[-1].verdict

    def _judged(self, row: Case, episode: Episode) -> Finding:
        missing = Finding(row.id, episode.id, Verdict.ERROR, "not_judged")
        return self.findings.get((row.id, episode.id), missing)

    def _not_played(self, planned: PlannedCase, reason: NotPlayed, row: Case) -> Finding:
        """A journey that is not declared excuses a case only if its use is neither seen nor declared."""
        if reason.reason == "journey_not_declared":
            endpoint, exchange = JOURNEY_USE.get(reason.detail, ("", ""))
            if endpoint and any(episode.exchanges(endpoint) for episode in self.run.episodes):
                return _without_episode(planned, Verdict.INCONCLUSIVE, "used_but_not_declared", reason.detail)
            if exchange in self.facts.exchanges and reason.detail in row.play.needs:
                return _without_episode(planned, Verdict.INCONCLUSIVE, "journey_missing", reason.detail)
        honest = self.run.controls(row.play.control().shape)
        return _without_episode(planned, Verdict(reason.verdict), reason.reason, reason.detail, reason_of(honest))

    def _requirements(self, cases: Iterable[CaseReport]) -> tuple[RequirementReport, ...]:
        rows = (
            self._requirement(one, [row for row in cases if row.requirement == one.id])
            for one in self.edition.requirements
        )
        return tuple(row for row in rows if row.cases or self.run.record.suite == "check")

    def _requirement(self, requirement: Requirement, cases: list[CaseReport]) -> RequirementReport:
        concerned = applies(requirement, self.facts)
        return RequirementReport(
            id=requirement.id,
            revision=requirement.revision,
            obligation=obligation(requirement, self.facts),
            verdict=worst(row.verdict for row in cases) if concerned else Verdict.NOT_APPLICABLE,
            cases=tuple(row.case for row in cases),
            title=requirement.title,
            legal_standing=requirement.legal_standing.value,
            verification=requirement.verification.method.value,
        )


@dataclass(frozen=True)
class Beside:
    """What a report says beside its verdicts, read in pages and calls, which takes its time."""

    facts: tuple[FactReport, ...]
    consent_text: ConsentTextReport | None

    @classmethod
    def of(cls, run: Run, edition: Edition) -> Beside:
        """Read it in a run."""
        return cls(facts_of_run(run, edition), consent_text_of_run(run))


def fold(run: Run, edition: Edition, findings: Iterable[Finding], beside: Beside) -> Report:
    """The report of a run from what the judge found; a finding that is missing is an error of ours."""
    report = fold_verdicts(run, edition, findings)
    return replace(report, facts=beside.facts, consent_text=beside.consent_text)


def fold_verdicts(run: Run, edition: Edition, findings: Iterable[Finding]) -> Report:
    """The same without what stands beside the verdicts."""
    by_episode = {(finding.case, finding.episode): finding for finding in findings}
    return Fold(run, edition, by_episode, Facts.of(run.record.facts)).verdicts()


def one_a_case(plays: Iterable[CaseReport]) -> tuple[CaseReport, ...]:
    """One row for each case: of several plays the one with the worst verdict, the first of these."""
    by_case: dict[str, list[CaseReport]] = {}
    for row in plays:
        by_case.setdefault(row.case, []).append(row)
    merged = []
    for rows in by_case.values():
        verdict = worst(row.verdict for row in rows)
        row = next((one for one in rows if one.verdict is verdict), rows[0])
        merged.append(replace(row, interference=any(one.interference for one in rows)))
    return tuple(merged)


def counts(cases: Iterable[CaseReport]) -> dict[str, int]:
    """How many cases have each verdict, in the order of the report's schema."""
    verdicts = [row.verdict for row in cases]
    order = ("pass", "fail", "not_applicable", "inconclusive", "skipped", "error")
    return {word: verdicts.count(Verdict(word)) for word in order}


def run_verdict(cases: Iterable[CaseReport], *, startable: bool) -> RunVerdict:
    """The verdict of a run: only what SHALL hold decides, and a plan without cases proves nothing."""
    rows = list(cases)
    binding = {row.verdict for row in rows if row.obligation is Obligation.SHALL}
    open_questions = {Verdict.INCONCLUSIVE, Verdict.ERROR} | ({Verdict.SKIPPED} if startable else set())
    if Verdict.FAIL in binding:
        return RunVerdict.NONCONFORMANT
    if binding & open_questions or not rows:
        return RunVerdict.INCONCLUSIVE
    return RunVerdict.CONFORMANT


def _without_episode(
    planned: PlannedCase, verdict: Verdict, key: str, detail: str = "", cut_short: str = "-"
) -> Finding:
    return Finding(planned.case, "", verdict, key, {"detail": detail, "reason": cut_short})
