"""A report in the order of a reader: what asks for attention first, requirements in the words of their edition."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from conformance_suite.report import CaseReport, Report, RequirementReport
from doctrine.model import Edition, Requirement

URGENCY: Final = ("fail", "error", "inconclusive", "skipped", "pass", "not_applicable")


@dataclass(frozen=True)
class RequirementFinding:
    """What the report says of one requirement; `requirement` is None when the edition at hand does not know it."""

    row: RequirementReport
    requirement: Requirement | None
    cases: tuple[CaseReport, ...]

    @property
    def id(self) -> str:
        """The requirement's identifier."""
        return self.row.id

    @property
    def verdict(self) -> str | None:
        """The worst verdict of its cases; None when no case speaks to it."""
        return self.row.verdict

    def title(self, language: str) -> str:
        """Return the requirement's title."""
        return self.row.title[language]

    def statement(self, language: str) -> str:
        """Return the requirement's sentence, or nothing."""
        return self.requirement.statement[language] if self.requirement else ""


@dataclass(frozen=True)
class ReportReading:
    """The report as a page shows it."""

    report: Report
    findings: tuple[RequirementFinding, ...]

    @property
    def run(self) -> Mapping[str, Any]:
        """The run record."""
        return self.report.run

    @property
    def checked(self) -> tuple[RequirementFinding, ...]:
        """The requirements that cases speak to, the worst first."""
        automated = [one for one in self.findings if one.verdict is not None]
        return tuple(sorted(automated, key=lambda one: (_urgency(one.verdict), one.id)))

    @property
    def read_by_people(self) -> tuple[RequirementFinding, ...]:
        """The requirements that no case of this run speaks to."""
        return tuple(one for one in self.findings if one.verdict is None)

    def finding(self, requirement: str) -> RequirementFinding | None:
        """Return what is said of one requirement."""
        return next((one for one in self.findings if one.id == requirement), None)


def reading_of(report: Report, edition: Edition | None) -> ReportReading:
    """Put a report beside the edition that it was judged by."""
    return ReportReading(report, tuple(_finding(row, report, edition) for row in report.requirements))


def _finding(row: RequirementReport, report: Report, edition: Edition | None) -> RequirementFinding:
    own = [case for case in report.cases if case.requirement == row.id]
    known = edition.find(row.id) if edition else None
    return RequirementFinding(row, known, tuple(sorted(own, key=lambda one: (_urgency(one.verdict), one.case))))


def _urgency(verdict: str | None) -> int:
    return URGENCY.index(verdict) if verdict in URGENCY else len(URGENCY)
