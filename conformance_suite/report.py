"""The report of a run, `poincon/report/1`: a model, its JSON form and back. A pure function of the stored run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance_suite.verdicts import RunVerdict, Verdict
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SCHEMA = "poincon/report/1"
SCHEMA_FILE = Path(__file__).parent / "schemas" / "report-1.json"
TRANSCRIPT = "transcript.har"
EXIT_CODES = {RunVerdict.NONCONFORMANT: 1, RunVerdict.INCONCLUSIVE: 3, RunVerdict.CONFORMANT: 0}


class ReportError(Exception):
    """A file that is not a report of a known schema."""


@dataclass(frozen=True)
class WitnessesHeard:
    """What each witness said: None for one that was not heard; `effect` is the key of the message."""

    control: bool | None
    delivery: bool | None
    effect: str | None


@dataclass(frozen=True)
class CaseReport:
    """One case: its verdict, why, how to mend it, and the exchanges to look at. `duration_ms` is play time."""

    case: str
    check: str
    requirement: str
    obligation: Obligation
    fault: str | None
    verdict: Verdict
    message: Bilingual
    remediation: Bilingual | None
    witnesses: WitnessesHeard
    exchanges: tuple[str, ...]
    duration_ms: int
    interference: bool = False
    waived: bool = False


@dataclass(frozen=True)
class RequirementReport:
    """One requirement of the edition; `verdict` is None when no case spoke to it."""

    id: str
    revision: int
    obligation: Obligation
    verdict: Verdict | None
    cases: tuple[str, ...]
    title: Bilingual
    legal_standing: str
    verification: str


@dataclass(frozen=True)
class FactReport:
    """A declared fact that the run contradicts, or (a remark, which is weaker) never saw.

    `fact` is named as the questionnaire does; `requirements` are those that would apply if it were as seen.
    """

    fact: str
    kind: str
    declared: tuple[str, ...]
    seen: tuple[str, ...]
    exchanges: tuple[str, ...]
    message: Bilingual
    requirements: tuple[str, ...]

    @property
    def contradicts(self) -> bool:
        """Whether the app was seen to do otherwise than declared."""
        return self.kind == "contradiction"


@dataclass(frozen=True)
class ConsentTextReport:
    """The consent text that the manifest declares (digest of its words), and whether the app's page shows it.

    `shown` is None when nobody came to the page.
    """

    digest: str
    shown: bool | None
    exchanges: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The whole report. `run` and `app` are those of the run record, as they stand."""

    run: dict[str, Any]
    edition: str
    edition_digest: str
    app: dict[str, Any]
    verdict: RunVerdict
    counts: dict[str, int]
    requirements: tuple[RequirementReport, ...]
    cases: tuple[CaseReport, ...]
    facts: tuple[FactReport, ...] = ()
    consent_text: ConsentTextReport | None = None

    @property
    def exit_code(self) -> int:
        """1 when a SHALL fails, 3 when inconclusive, 0 when conformant."""
        return EXIT_CODES[self.verdict]

    @property
    def scope(self) -> str:
        """full, smoke or partial."""
        return str(self.run.get("scope", "partial"))

    def case(self, case_id: str) -> CaseReport | None:
        """The case of that id, None when it is not in the report."""
        return next((row for row in self.cases if row.case == case_id), None)

    def requirement(self, requirement_id: str) -> RequirementReport | None:
        """The requirement of that id, None when it is not in the report."""
        return next((row for row in self.requirements if row.id == requirement_id), None)


def as_json(report: Report) -> dict[str, Any]:
    """The report as its schema says, members in the order of the schema."""
    return {
        "schema": SCHEMA,
        "run": report.run,
        "doctrine": {"edition": report.edition, "digest": report.edition_digest},
        "app": report.app,
        "verdict": report.verdict.value,
        "counts": report.counts,
        "requirements": [asdict(row) for row in report.requirements],
        "cases": [asdict(row) for row in report.cases],
        "facts": [asdict(row) for row in report.facts],
        "consent_text": None if report.consent_text is None else asdict(report.consent_text),
        "transcript": TRANSCRIPT,
    }


def with_waived(report: Report, cases: Collection[str]) -> Report:
    """The same report, with `waived` at these cases and nothing else changed."""
    return replace(report, cases=tuple(replace(row, waived=row.case in cases) for row in report.cases))


def to_json(report: Report) -> str:
    """The report as text, the same bytes for the same run."""
    return json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Report:
    """A report from its text. Raises ReportError."""
    try:
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise ReportError(f"the schema is {content['schema']}, not {SCHEMA}")
        return Report(
            run=content["run"],
            edition=content["doctrine"]["edition"],
            edition_digest=content["doctrine"]["digest"],
            app=content["app"],
            verdict=RunVerdict(content["verdict"]),
            counts=content["counts"],
            requirements=tuple(_requirement(row) for row in content["requirements"]),
            cases=tuple(_case(row) for row in content["cases"]),
            facts=tuple(_fact(row) for row in content.get("facts", ())),
            consent_text=_consent_text(content.get("consent_text")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(f"is not a report of schema {SCHEMA}: {error}") from error


def facts_in(text: str) -> tuple[FactReport, ...]:
    """What a report says of declared facts, whatever the rest of it. Raises ReportError."""
    try:
        return tuple(_fact(row) for row in json.loads(text).get("facts", ()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"says nothing of facts that can be read: {error}") from error


def consent_text_in(text: str) -> ConsentTextReport | None:
    """What a report says of the consent text, whatever the rest of it; None for nothing. Raises ReportError."""
    try:
        return _consent_text(json.loads(text).get("consent_text"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"says nothing of the consent text that can be read: {error}") from error


def read(path: Path) -> Report:
    """The report kept in a file. Raises ReportError."""
    try:
        return from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: cannot be read: {error}") from error
    except ReportError as error:
        raise ReportError(f"{path}: {error}") from error


def schema() -> dict[str, Any]:
    """The published JSON Schema of the report."""
    content: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return content


def _requirement(row: Mapping[str, Any]) -> RequirementReport:
    return RequirementReport(
        id=row["id"],
        revision=row["revision"],
        obligation=Obligation(row["obligation"]),
        verdict=None if row["verdict"] is None else Verdict(row["verdict"]),
        cases=tuple(row["cases"]),
        title=Bilingual(**row["title"]),
        legal_standing=row["legal_standing"],
        verification=row["verification"],
    )


def _case(row: Mapping[str, Any]) -> CaseReport:
    return CaseReport(
        case=row["case"],
        check=row["check"],
        requirement=row["requirement"],
        obligation=Obligation(row["obligation"]),
        fault=row["fault"],
        verdict=Verdict(row["verdict"]),
        message=Bilingual(**row["message"]),
        remediation=None if row["remediation"] is None else Bilingual(**row["remediation"]),
        witnesses=WitnessesHeard(**row["witnesses"]),
        exchanges=tuple(row["exchanges"]),
        duration_ms=row["duration_ms"],
        interference=row.get("interference", False),
        waived=row.get("waived", False),
    )


def _fact(row: Mapping[str, Any]) -> FactReport:
    return FactReport(
        fact=row["fact"],
        kind=row["kind"],
        declared=tuple(row["declared"]),
        seen=tuple(row["seen"]),
        exchanges=tuple(row["exchanges"]),
        message=Bilingual(**row["message"]),
        requirements=tuple(row["requirements"]),
    )


def _consent_text(row: Mapping[str, Any] | None) -> ConsentTextReport | None:
    return None if row is None else ConsentTextReport(row["digest"], row["shown"], tuple(row["exchanges"]))
