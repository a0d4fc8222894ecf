"""The evaluation: findings requirement by requirement, the committee's opinion, and the reservations it makes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.storage.metadata import Base


class Outcome(StrEnum):
    """What a person found of a requirement, weighing evidence and machine verdict."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class OpinionSense(StrEnum):
    """The four opinions of the committee."""

    FAVOURABLE = "favourable"
    FAVOURABLE_WITH_RESERVATIONS = "favourable_with_non_suspensive_reservations"
    FAVOURABLE_WITH_SUSPENSIVE_RESERVATIONS = "favourable_with_suspensive_reservations"
    UNFAVOURABLE = "unfavourable"

    @property
    def is_favourable(self) -> bool:
        """Whether listing may follow."""
        return self is not OpinionSense.UNFAVOURABLE


class ReservationKind(StrEnum):
    """Whether a reservation blocks the agreement until it is lifted, or is a dated duty."""

    SUSPENSIVE = "suspensive"
    NON_SUSPENSIVE = "non_suspensive"


class Finding(Base):
    """What a reviewer found of one requirement. A later finding replaces it; none is ever changed."""

    __tablename__ = "findings"
    __table_args__ = (Index(None, "dossier_id", "requirement"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    requirement: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    """Rank among the findings on this requirement; the highest counts."""
    outcome: Mapped[str] = mapped_column(String(20))
    rationale: Mapped[str] = mapped_column(Text)
    machine_verdict: Mapped[str | None] = mapped_column(String(20))
    """What the machine said when this was found: it supports the finding, it is not the finding."""
    weighed: Mapped[str] = mapped_column(String(71))
    """Digest of the evidence slot as it was weighed; a finding on an older content no longer counts."""
    author: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class Opinion(Base):
    """What the committee tells the minister; one a dossier, and its reasons always stand in it."""

    __tablename__ = "opinions"
    __table_args__ = (CheckConstraint("length(reasons) > 0", name="reasoned"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), unique=True)
    sense: Mapped[str] = mapped_column(String(60))
    reasons: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    reservations: Mapped[list["Reservation"]] = relationship(
        order_by="Reservation.number", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def open_suspensive_reservations(self) -> list["Reservation"]:
        """The reservations that still block the agreement."""
        return [one for one in self.reservations if one.kind == ReservationKind.SUSPENSIVE and one.lifted_at is None]


class Reservation(Base):
    """A condition put by the committee: suspensive until lifted, or a duty to fulfil by a date."""

    __tablename__ = "reservations"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    due: Mapped[datetime | None]
    """By when a non-suspensive one is to be fulfilled."""
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(20))
    lifted_because: Mapped[str | None] = mapped_column(Text)
