"""The minister's decision on a dossier; one a dossier, by another person than the author of the opinion."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class DecisionSense(StrEnum):
    """Listing, subject to agreement and hook-up, or refusal."""

    APPROVED = "approved"
    REFUSED = "refused"


class Decision(Base):
    """What was decided, by whom, why, and how it can be contested when it is adverse."""

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(
            "sense = 'approved' OR (length(reasons_in_law) > 0 AND length(reasons_in_fact) > 0 "
            "AND appeal_fr IS NOT NULL AND appeal_en IS NOT NULL AND appeal_until IS NOT NULL)",
            name="adverse_is_reasoned",
        ),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"), unique=True)
    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"))
    sense: Mapped[str] = mapped_column(String(20))
    reasons_in_law: Mapped[str] = mapped_column(Text)
    reasons_in_fact: Mapped[str] = mapped_column(Text)
    appeal_fr: Mapped[str | None] = mapped_column(Text)
    appeal_en: Mapped[str | None] = mapped_column(Text)
    appeal_until: Mapped[datetime | None]
    """End of the time limit for an appeal, counted from the notification in the portal."""
    author: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
