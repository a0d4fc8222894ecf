"""The agreement between publisher, minister and CNAM: its terms, its three signatures, its hook-up run."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.storage.metadata import Base


class AgreementState(StrEnum):
    """Where an agreement is, from its drafting to its end."""

    DRAFTED = "drafted"
    OPEN_FOR_SIGNATURE = "open_for_signature"
    SIGNED = "signed"
    HOOK_UP = "hook_up"
    HOOK_UP_FAILED = "hook_up_failed"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    ABANDONED = "abandoned"


class Party(StrEnum):
    """The three who sign (CSP R.1111-38)."""

    PUBLISHER = "publisher"
    MINISTER = "minister"
    CNAM = "cnam"


class Agreement(Base):
    """What three parties agree for one release: scopes, purposes, exchanges, and until when."""

    __tablename__ = "agreements"
    __table_args__ = (
        Index(
            "uq_agreements_living_dossier",
            "dossier_id",
            unique=True,
            sqlite_where=text("state <> 'abandoned'"),
            postgresql_where=text("state <> 'abandoned'"),
        ),
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in AgreementState)})", name="state"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossiers.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id"), index=True)
    state: Mapped[str] = mapped_column(String(30), index=True)
    scopes: Mapped[list[str]]
    purposes: Mapped[list[str]]
    exchanges: Mapped[dict[str, object]]
    """Such as `{"measures": ["read", "write"]}`."""
    ends_at: Mapped[datetime]
    drafted_by: Mapped[str] = mapped_column(String(20))
    drafted_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    hook_up_run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id"))
    in_force_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    abandoned_because: Mapped[str | None] = mapped_column(Text)
    signatures: Mapped[list["Signature"]] = relationship(
        order_by="Signature.at", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def directions(self) -> dict[str, list[str]]:
        """The exchanges, as the JSON column holds them."""
        return cast("dict[str, list[str]]", self.exchanges)

    def signature_of(self, party: Party) -> "Signature | None":
        """Return the signature of a party, if it has signed."""
        return next((one for one in self.signatures if one.party == party), None)

    def terms_digest(self) -> str:
        """Return the digest of what is signed: a signature holds for these very terms."""
        terms = {
            "dossier": self.dossier_id,
            "release": self.release_id,
            "scopes": sorted(self.scopes),
            "purposes": sorted(self.purposes),
            "exchanges": {family: sorted(ways) for family, ways in self.directions.items()},
            "ends_at": self.ends_at.isoformat(),
        }
        return f"sha256:{hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()}"


class Signature(Base):
    """The signature of one party; a person signs for one party alone."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("agreement_id", "user_id"),)

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    party: Mapped[str] = mapped_column(String(20), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    capacity: Mapped[str] = mapped_column(String(200))
    """In what capacity the person binds the party."""
    terms_digest: Mapped[str] = mapped_column(String(71))
    at: Mapped[datetime]
