"""Apps and their releases. A release never changes: what was tested is what is labelled."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.storage.metadata import Base


class App(Base):
    """The stable identity of an app."""

    __tablename__ = "apps"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    """web, native or service; as in the manifest (design section 3.1)."""
    created_at: Mapped[datetime]


class Release(Base):
    """One version of an app with its manifest, frozen."""

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("app_id", "version"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    version: Mapped[str] = mapped_column(String(60))
    manifest: Mapped[str] = mapped_column(Text)
    manifest_digest: Mapped[str] = mapped_column(String(71))
    """`sha256:` and the digest of the manifest's bytes."""
    artefact_digest: Mapped[str] = mapped_column(String(71))
    """What the label binds: the digest of the folder's files, of the image, or of the manifest for a remote app."""
    target: Mapped[str] = mapped_column(String(10))
    """url, command or image."""
    folder: Mapped[str | None] = mapped_column(String(500))
    """Folder of the operator's allow-list that holds the app; demonstration only."""
    purposes: Mapped[list[str]]
    exchanges: Mapped[dict[str, object]]
    """Such as `{"measures": ["read", "write"]}`."""
    features: Mapped[list[str]]
    scopes: Mapped[list[str]]
    redirect_uris: Mapped[list[str]]
    created_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    app: Mapped[App] = relationship(lazy="selectin")
