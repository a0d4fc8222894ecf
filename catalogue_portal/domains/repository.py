"""Finding proofs and spaces."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.domains.models import AppSpace, DomainProof


def find_proof(session: Session, organisation_id: str, origin: str) -> DomainProof | None:
    """Return what the organisation was asked to put at the origin."""
    own = (DomainProof.organisation_id == organisation_id) & (DomainProof.origin == origin)
    return session.scalars(select(DomainProof).where(own)).one_or_none()


def find_holder(session: Session, origin: str) -> DomainProof | None:
    """Return the proof that holds the origin now, whosever it is; it may have expired."""
    return session.scalars(select(DomainProof).where(DomainProof.held_origin == origin)).one_or_none()


def find_space(session: Session, app_id: str) -> AppSpace | None:
    """Return the standing space of an app."""
    return session.get(AppSpace, app_id)


def taken_ports(session: Session) -> frozenset[int]:
    """Return every port that a space has."""
    rows = session.execute(select(AppSpace.main_port, AppSpace.token_port))
    return frozenset(port for row in rows for port in row)
