"""A request for listing: the dossier, what it asks access to and why, its evidence, complements and recusals."""

import hashlib
import json
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.dossiers.stopwatch import Stopwatch
from catalogue_portal.procedure import procedure_named
from catalogue_portal.storage.metadata import Base


class DossierState(StrEnum):
    """Where a dossier is in the procedure."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    UNDER_REVIEW = "under_review"
    COMPLEMENT_REQUESTED = "complement_requested"
    OPINION_GIVEN = "opinion_given"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


DEAD_ENDS = (DossierState.INADMISSIBLE, DossierState.REFUSED, DossierState.WITHDRAWN, DossierState.LAPSED)
"""States that leave the release free for another dossier."""


class Dossier(Base):
    """A publisher's request that one release be listed, resting on one conformance run of exactly that release."""

    __tablename__ = "dossiers"
    # Two dossiers on one release would let two procedures contradict each other.
    __table_args__ = (
        Index(
            "uq_dossiers_living_release",
            "release_id",
            unique=True,
            sqlite_where=text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
            postgresql_where=text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
        ),
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in DossierState)})", name="state"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    edition: Mapped[str] = mapped_column(String(20))
    edition_digest: Mapped[str] = mapped_column(String(71))
    report_digest: Mapped[str] = mapped_column(String(71))
    procedure: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(30), index=True)
    purposes: Mapped[list[str]]
    """Copied from the release at filing: what is asked stays what was asked."""
    security_conditions: Mapped[str] = mapped_column(Text, default="")
    consent_text: Mapped[str] = mapped_column(Text, default="")
    convergence_number: Mapped[int | None]
    """The version of the app's declaration that was the newest at submission, with its digest; None without one."""
    convergence_digest: Mapped[str | None] = mapped_column(String(71))
    documents: Mapped[list[str]] = mapped_column(default=list)
    """The versions of documents that were taken along at submission, by identifier."""
    filed_by: Mapped[str] = mapped_column(String(20))
    filed_at: Mapped[datetime]
    submitted_by: Mapped[str | None] = mapped_column(String(20))
    submitted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    used_seconds: Mapped[float] = mapped_column(default=0.0)
    running_since: Mapped[datetime | None]
    inadmissibility_reasons: Mapped[str | None] = mapped_column(Text)
    inadmissibility_appeal_fr: Mapped[str | None] = mapped_column(Text)
    inadmissibility_appeal_en: Mapped[str | None] = mapped_column(Text)
    inadmissibility_appeal_until: Mapped[datetime | None]

    accesses: Mapped[list["AccessRequest"]] = relationship(
        order_by="AccessRequest.family, AccessRequest.direction", cascade="all, delete-orphan", lazy="selectin"
    )
    evidence: Mapped[list["EvidenceSlot"]] = relationship(
        order_by="EvidenceSlot.requirement", cascade="all, delete-orphan"
    )
    complements: Mapped[list["Complement"]] = relationship(
        order_by="Complement.number", cascade="all, delete-orphan", lazy="selectin"
    )
    recusals: Mapped[list["Recusal"]] = relationship(
        order_by="Recusal.at", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def stopwatch(self) -> Stopwatch:
        """The evaluation clock."""
        return Stopwatch(timedelta(seconds=self.used_seconds), self.running_since)

    @stopwatch.setter
    def stopwatch(self, value: Stopwatch) -> None:
        self.used_seconds = value.used.total_seconds()
        self.running_since = value.running_since

    @property
    def evaluation_due(self) -> datetime | None:
        """When the evaluation reaches the cap of its procedure; unknown while the clock stands still."""
        return self.stopwatch.due(procedure_named(self.procedure).evaluation_cap)

    @property
    def clock_runs(self) -> bool:
        """Whether the evaluation clock runs."""
        return self.running_since is not None

    @property
    def open_complement(self) -> "Complement | None":
        """The complement that the publisher has been asked for and has not given yet."""
        return next((complement for complement in self.complements if complement.answered_at is None), None)


class AccessRequest(Base):
    """One exchange that the app asks for, and why (CSP R.1111-39: need, access modalities, retention)."""

    __tablename__ = "access_requests"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    family: Mapped[str] = mapped_column(String(30), primary_key=True)
    direction: Mapped[str] = mapped_column(String(10), primary_key=True)
    need: Mapped[str] = mapped_column(Text, default="")
    modalities: Mapped[str] = mapped_column(Text, default="")
    retention: Mapped[str] = mapped_column(Text, default="")

    def is_justified(self) -> bool:
        """Whether need, modalities and retention are all stated."""
        return all(value.strip() for value in (self.need, self.modalities, self.retention))


class EvidenceSlot(Base):
    """The place of one requirement in a dossier: what the machine said of it, what the publisher brings for it."""

    __tablename__ = "evidence_slots"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    requirement: Mapped[str] = mapped_column(String(40), primary_key=True)
    revision: Mapped[int]
    obligation: Mapped[str] = mapped_column(String(10))
    verification: Mapped[str] = mapped_column(String(20))
    machine_verdict: Mapped[str | None] = mapped_column(String(20))
    statement: Mapped[str] = mapped_column(Text, default="")
    document_name: Mapped[str | None] = mapped_column(String(200))
    document_digest: Mapped[str | None] = mapped_column(String(71))
    documents: Mapped[list[str]] = mapped_column(default=list)
    """The versions of documents taken along that speak to the requirement, by identifier: they never change."""
    supplied_by: Mapped[str | None] = mapped_column(String(20))
    supplied_at: Mapped[datetime | None]

    @property
    def awaits_the_hook_up(self) -> bool:
        """Whether only the hook-up run, after the agreement, can verify the requirement."""
        return self.verification == "hook_up"

    @property
    def needs_a_statement(self) -> bool:
        """Whether the publisher must bring evidence: the requirement binds, and no machine came to a verdict."""
        spoken = self.machine_verdict in {"pass", "fail", "not_applicable"}
        return self.obligation == "SHALL" and not spoken and not self.awaits_the_hook_up

    def digest(self) -> str:
        """Return the digest of all that can be weighed here: a finding on an older content no longer counts."""
        document = [self.document_name, self.document_digest]
        weighed: list[object] = [self.requirement, self.revision, self.machine_verdict, self.statement, *document]
        weighed += [self.documents] if self.documents else []
        return f"sha256:{hashlib.sha256(json.dumps(weighed).encode()).hexdigest()}"


class Complement(Base):
    """A question that stops the clock, and the publisher's answer."""

    __tablename__ = "complements"
    __table_args__ = (UniqueConstraint("dossier_id", "number"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    number: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime]
    reply_due: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(String(20))
    answered_at: Mapped[datetime | None]


class Recusal(Base):
    """A person of the office who has an interest in the matter and stays out of it from then on."""

    __tablename__ = "recusals"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
