"""Labels as stored: the signed statement never changes, its state does."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.labels.claims import LabelClaims
from catalogue_portal.storage.metadata import Base

if TYPE_CHECKING:
    from catalogue_portal.signed_statement import Claims


class LabelState(StrEnum):
    """What a label is worth now; `expired` is never stored, the clock says it."""

    VALID = "valid"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def state_that_counts(stored: str, expires_at: datetime, moment: datetime) -> LabelState:
    """Return what a label is worth at a moment: withdrawal outlasts expiry, expiry outlasts suspension."""
    state = LabelState(stored)
    if state is not LabelState.WITHDRAWN and moment >= expires_at:
        return LabelState.EXPIRED
    return state


class Label(Base):
    """One label: the mark on one release, issued under one agreement."""

    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("environment", "status_index"), UniqueConstraint("agreement_id"))

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default=LabelState.VALID.value)
    environment: Mapped[str] = mapped_column(String(20))
    status_index: Mapped[int] = mapped_column(Integer)
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it is suspended or withdrawn, as the public may read it."""
    statement: Mapped[dict[str, object]] = mapped_column(JSON)
    compact: Mapped[str] = mapped_column(Text)
    """The label itself: the compact JWS as it was signed on the day of issue."""

    @property
    def claims(self) -> LabelClaims:
        """What the label says."""
        return LabelClaims.from_json(cast("Claims", self.statement))

    def state_at(self, moment: datetime) -> LabelState:
        """Return the state that counts at a moment."""
        return state_that_counts(self.state, self.expires_at, moment)
