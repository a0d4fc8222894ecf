"""A label as stored, without a portal around it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from catalogue_portal.labels.claims import (
    Assurance,
    Environment,
    LabelClaims,
    LabelledApp,
    StatusReference,
)
from catalogue_portal.labels.models import Label

ISSUER = "https://portal.example"
ISSUED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def label_claims(*, name: str = "Carnet d'été", environment: Environment = Environment.PRODUCTION) -> LabelClaims:
    """Claims of a label issued on `ISSUED_AT` for a year."""
    return LabelClaims(
        issuer=ISSUER,
        label_id="lab_k3v7q2m5x4ab",
        release_id="rel_k3v7q2m5x4ab",
        issued_at=ISSUED_AT,
        expires_at=ISSUED_AT + timedelta(days=365),
        environment=environment,
        assurance=Assurance.POD,
        app=LabelledApp(name, "2.4.0", "web", "sha256:" + "a" * 64),
        edition="2026-1",
        edition_digest="sha256:" + "b" * 64,
        report_digest="sha256:" + "c" * 64,
        purposes=("prevention", "care"),
        exchanges={"measures": ("read", "write")},
        status=StatusReference(4711, f"{ISSUER}/status-lists/1"),
    )


def stored_label(claims: LabelClaims) -> Label:
    """The row of a label."""
    return Label(
        id=claims.label_id,
        state="valid",
        statement=claims.to_json(),
        issued_at=claims.issued_at,
        expires_at=claims.expires_at,
    )
