"""Proofs of whose a domain is, and the standing spaces that apps there are told of."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalogue_portal.storage.metadata import Base


class DomainProof(Base):
    """What one organisation was asked to put at one origin, and whether it was found there.

    Whoever proves an origin holds it: no other organisation is proven there at the same time.
    """

    __tablename__ = "domain_proofs"
    __table_args__ = (UniqueConstraint("organisation_id", "origin"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    origin: Mapped[str] = mapped_column(String(300))
    """Scheme, host and port, as RFC 6454 writes it."""
    token: Mapped[str] = mapped_column(String(43))
    """The last part of the address where we look."""
    answer: Mapped[str] = mapped_column(String(87))
    """What is to be found there: the token, a dot, and what nobody knows who knows the address alone."""
    claimed_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(40))
    """Why the last look found no proof: a code of a refusal."""
    failure_detail: Mapped[str | None] = mapped_column(Text)
    proven_at: Mapped[datetime | None]
    """When it was last found; None when it was not, or was not found again."""
    expires_at: Mapped[datetime | None]
    held_origin: Mapped[str | None] = mapped_column(String(300), unique=True)
    """The origin while it is proven: the constraint lets one organisation alone hold it."""


class AppSpace(Base):
    """The standing space of an app: its ports and its client; keys and secrets are in its folder, not here."""

    __tablename__ = "app_spaces"

    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    main_port: Mapped[int] = mapped_column(unique=True)
    token_port: Mapped[int] = mapped_column(unique=True)
    seed: Mapped[int]
    callers: Mapped[list[str]]
    """Networks from which the app calls, beside the addresses of its host."""
    issuer: Mapped[str | None] = mapped_column(String(300))
    opened_at: Mapped[datetime]
    credentials_at: Mapped[datetime | None]
    """When the app's credentials were last shown; None before the first time."""
