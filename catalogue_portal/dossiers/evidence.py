"""What a run proves for a dossier: read once from its report, checked against the edition, kept in evidence slots."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy.orm import Session

from catalogue_portal.apps.models import Release
from catalogue_portal.dossiers.models import EvidenceSlot
from catalogue_portal.editions import edition_named
from catalogue_portal.errors import Conflict, DomainError
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.reports import report_bytes
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import clock_of
from doctrine.model import Edition

EditionReader = Callable[[str], Edition]


@dataclass(frozen=True)
class MachineVerdict:
    """What a report says of one requirement; `verdict` is None when no machine checks it."""

    requirement: str
    revision: int
    obligation: str
    verdict: str | None


@dataclass(frozen=True)
class SupportingReport:
    """The part of a report that a dossier rests on (`poincon/report/1`)."""

    scope: str
    verdict: str
    edition: str
    edition_digest: str
    app_version: str
    manifest_digest: str
    requirements: tuple[MachineVerdict, ...]
    digest: str

    @classmethod
    def from_bytes(cls, content: bytes) -> "SupportingReport":
        """Read a report as stored; Conflict when it is none."""
        try:
            report = json.loads(content)
            return cls(
                scope=report["run"]["scope"],
                verdict=report["verdict"],
                edition=report["doctrine"]["edition"],
                edition_digest=report["doctrine"]["digest"],
                app_version=report["app"]["version"],
                manifest_digest=report["app"]["manifest_digest"],
                requirements=tuple(_machine_verdict(one) for one in report["requirements"]),
                digest=f"sha256:{hashlib.sha256(content).hexdigest()}",
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Conflict("The report of the run cannot be read.", code="report_unreadable") from error


def supporting_report(session: Session, run: Run, release: Release, settings: Settings) -> SupportingReport:
    """Return the report of a run that can support a dossier on this release, or raise why it cannot.

    Raises:
        Conflict: the run objects (see `run_objection`), or its report is unreadable or speaks of another release.
        NotFound: the report's file is gone, or not what was published.
    """
    if (objection := run_objection(session, run.id, release.id)) is not None:
        raise objection
    report = SupportingReport.from_bytes(report_bytes(run, settings))
    if report.scope != "full":
        raise _scope_objection(report.scope)
    if (report.app_version, report.manifest_digest) != (release.version, release.manifest_digest):
        raise Conflict("The report speaks of another release.", code="run_of_another_release")
    today = clock_of(session).now().date()
    if (objection := edition_objection(report.edition, report.edition_digest, today)) is not None:
        raise objection
    return report


def run_objection(session: Session, run_id: str, release_id: str) -> DomainError | None:
    """Return why a run cannot support a dossier on this release, or None."""
    run = session.get(Run, run_id)
    if run is None or run.release_id != release_id:
        return Conflict("The run is not of exactly this release.", code="run_of_another_release")
    if run.kind != "check":
        return Conflict("A hook-up run does not support a dossier.", code="run_of_another_kind")
    if run.state != "finished":
        return Conflict("The run is not finished.", code="run_not_finished", state=run.state)
    if run.scope != "full":
        return _scope_objection(run.scope)
    if run.verdict == "inconclusive":
        return Conflict("The run is inconclusive: it supports nothing. Run it again.", code="run_inconclusive")
    return None


def edition_objection(
    name: str, digest: str, today: date, read_edition: EditionReader = edition_named
) -> DomainError | None:
    """Return why an edition cannot support a dossier that is filed today, or None."""
    edition = read_edition(name)
    if not edition.counts_on(today):
        return Conflict(f"The edition {name} is not in force.", code="edition_not_in_force", edition=name)
    if edition.digest != digest:
        return Conflict(f"The run was judged by another text of the edition {name}.", code="edition_changed")
    return None


def evidence_slots(report: SupportingReport, read_edition: EditionReader = edition_named) -> list[EvidenceSlot]:
    """Return one empty slot for each requirement of the report, with what the machine said of it."""
    edition = read_edition(report.edition)
    return [
        EvidenceSlot(
            requirement=one.requirement,
            revision=one.revision,
            obligation=one.obligation,
            verification=found.verification.method.value if (found := edition.find(one.requirement)) else "inspection",
            machine_verdict=one.verdict,
            statement="",
        )
        for one in report.requirements
    ]


def _scope_objection(scope: str | None) -> Conflict:
    return Conflict(f"The run is of scope {scope}: only a full one supports a dossier.", code="run_not_full")


def _machine_verdict(one: Mapping[str, object]) -> MachineVerdict:
    verdict = one["verdict"]
    return MachineVerdict(
        requirement=str(one["id"]),
        revision=int(cast("int", one["revision"])),
        obligation=str(one["obligation"]),
        verdict=None if verdict is None else str(verdict),
    )
