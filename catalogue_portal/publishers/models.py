"""Organisations that publish apps, and the people who belong to them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class Organisation(Base):
    """A publisher. `state`: unverified, verified or suspended."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    registration_number: Mapped[str] = mapped_column(String(14), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class Membership(Base):
    """A person's place in an organisation, `owner` or `member`; one organisation a person."""

    __tablename__ = "memberships"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    rank: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]


class Invitation(Base):
    """A code that lets one person join; shown once to the owner, kept as a digest."""

    __tablename__ = "invitations"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    invited_by: Mapped[str] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
