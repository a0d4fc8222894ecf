"""Measures taken on a label after its issue: urgent suspension, ordinary suspension, withdrawal."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class ProceedingKind(StrEnum):
    """What is aimed at, and by which way."""

    URGENT_SUSPENSION = "urgent_suspension"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"


class ProceedingState(StrEnum):
    """Where a proceeding is."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    HEARING = "hearing"
    HEARD = "heard"
    IN_EFFECT = "in_effect"
    LIFTING_PROPOSED = "lifting_proposed"
    LAPSED = "lapsed"
    DROPPED = "dropped"
    LIFTED = "lifted"


BEARING = {ProceedingState.AWAITING_CONFIRMATION, ProceedingState.IN_EFFECT, ProceedingState.LIFTING_PROPOSED}


class Ground(StrEnum):
    """Why, in the one word that the public reads."""

    SECURITY = "security"
    PRIVACY = "privacy"
    PATIENT_SAFETY = "patient_safety"
    NONCONFORMITY = "nonconformity"
    AGREEMENT_BREACHED = "agreement_breached"


class Proceeding(Base):
    """One measure: opened by one person, confirmed or pronounced by another, lifted by two or lapsed in the end."""

    __tablename__ = "proceedings"
    __table_args__ = (
        Index(
            "uq_proceedings_open_kind",
            "label_id",
            "kind",
            unique=True,
            sqlite_where=text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
            postgresql_where=text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
        ),
        CheckConstraint("length(reasons_in_law) > 0 AND length(reasons_in_fact) > 0", name="reasoned"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id"), index=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30), index=True)
    ground: Mapped[str] = mapped_column(String(30))
    reasons_in_law: Mapped[str] = mapped_column(Text)
    reasons_in_fact: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime]
    due: Mapped[datetime]
    """Urgent: by when a second person confirms. Ordinary: until when the publisher may be heard."""
    observations: Mapped[str | None] = mapped_column(Text)
    observed_by: Mapped[str | None] = mapped_column(String(20))
    observed_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(20))
    decided_at: Mapped[datetime | None]
    decision_reasons: Mapped[str | None] = mapped_column(Text)
    appeal_fr: Mapped[str | None] = mapped_column(Text)
    appeal_en: Mapped[str | None] = mapped_column(Text)
    appeal_until: Mapped[datetime | None]
    lifting_by: Mapped[str | None] = mapped_column(String(20))
    """Who proposed last to lift it."""
    lifting_at: Mapped[datetime | None]
    lifting_because: Mapped[str | None] = mapped_column(Text)
    ended_by: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(Text)

    @property
    def is_in_effect(self) -> bool:
        """Whether the label bears the measure now."""
        return self.state in BEARING
