"""Documents that a publisher keeps ready: each has versions, and no version ever changes."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.storage.metadata import Base


class EvidenceDocument(Base):
    """A document of an app, of a type of the doctrine; every release and dossier of the app may rest on it."""

    __tablename__ = "evidence_documents"
    # Two people who hand in the same document at once make one.
    __table_args__ = (UniqueConstraint("app_id", "type", "title"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    type: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    """Since when no new dossier takes it along."""
    versions: Mapped[list["EvidenceVersion"]] = relationship(
        order_by="EvidenceVersion.number.desc()", lazy="selectin", back_populates="document"
    )

    @property
    def newest(self) -> "EvidenceVersion":
        """The version that counts."""
        return self.versions[0]


class EvidenceVersion(Base):
    """One version of a document: what is said of it, and the digest of its content."""

    __tablename__ = "evidence_versions"
    # Two versions sent at once cannot both be the next one.
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("evidence_documents.id"), index=True)
    number: Mapped[int]
    """From 1, without gaps."""
    format: Mapped[str] = mapped_column(String(10))
    """As its content says, whatever it was called."""
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(71))
    """`sha256:` and the digest of the content."""
    fields: Mapped[dict[str, object]]
    valid_until: Mapped[date | None] = mapped_column(Date)
    warnings: Mapped[list[str]]
    scanned: Mapped[bool]
    """Whether a scanner looked for viruses in it."""
    saved_by: Mapped[str] = mapped_column(String(20))
    saved_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    """When a dossier first took it along: from then on the office may read it."""
    erased_at: Mapped[datetime | None]
    """When its time was over and its content was deleted; what is said of it and its digest stay."""
    document: Mapped[EvidenceDocument] = relationship(lazy="selectin", back_populates="versions")

    def has_expired(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.valid_until is not None and self.valid_until < today


class EvidenceContent(Base):
    """The bytes of a version, a row like the others: committed with them or not at all; deleted alone (`retention`)."""

    __tablename__ = "evidence_contents"

    version_id: Mapped[str] = mapped_column(ForeignKey("evidence_versions.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class EvidenceReminder(Base):
    """The publisher was told that the end of a version is near: once for each delay of `REMINDERS`."""

    __tablename__ = "evidence_reminders"

    version_id: Mapped[str] = mapped_column(ForeignKey("evidence_versions.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    """Days ahead of the end; 0: it is past."""
    at: Mapped[datetime]
