"""Audit events, and the seals that chain them."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class AuditEvent(Base):
    """One thing that happened, written in the transaction in which it happened. Never changed, never deleted."""

    __tablename__ = "audit_events"
    # A deleted newest row must leave a gap: SQLite would else give its number to the next one.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(80), index=True)
    actor: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, object]]


class AuditSeal(Base):
    """A link of the chain: the event at this position, and the hash that covers it and all before it."""

    __tablename__ = "audit_seals"

    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    # No foreign key: a seal must survive the loss of its event, to tell of it.
    event_id: Mapped[int] = mapped_column(Integer, unique=True)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
