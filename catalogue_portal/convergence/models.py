"""What a publisher declares of its app before the doctrine: every save is a version, and no version ever changes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class ConvergenceVersion(Base):
    """One version of an app's declaration, as the file that was sent."""

    __tablename__ = "convergence_versions"
    # Two saves at once cannot both be the next version.
    __table_args__ = (UniqueConstraint("app_id", "number"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    number: Mapped[int]
    """From 1, without gaps."""
    edition: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(71))
    """`sha256:` and the digest of the text in UTF-8."""
    saved_by: Mapped[str] = mapped_column(String(20))
    saved_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    """When a dossier first took it along: from then on the office may read it."""
