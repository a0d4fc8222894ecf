"""Finding findings, opinions and reservations."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue_portal.dossiers.models import Dossier, EvidenceSlot
from catalogue_portal.reviews.models import Finding, Opinion, Reservation


def findings_of(session: Session, dossier_id: str) -> Sequence[Finding]:
    """Return every finding on a dossier, the latest of each requirement last."""
    ordered = select(Finding).where(Finding.dossier_id == dossier_id).order_by(Finding.requirement, Finding.number)
    return session.scalars(ordered).all()


def number_of_findings(session: Session, dossier_id: str, requirement: str) -> int:
    """Return how many findings were made on one requirement."""
    counted = select(func.count()).where(Finding.dossier_id == dossier_id, Finding.requirement == requirement)
    return session.scalar(counted) or 0


def current_findings(session: Session, dossier: Dossier) -> dict[str, Finding]:
    """Return the finding that counts for each requirement: the latest, if made on the evidence as it is now."""
    latest = {finding.requirement: finding for finding in findings_of(session, dossier.id)}
    slots = {slot.requirement: slot for slot in dossier.evidence}
    return {name: found for name, found in latest.items() if name in slots and found.weighed == slots[name].digest()}


def slots_without_finding(session: Session, dossier: Dossier) -> list[EvidenceSlot]:
    """Return the evidence slots that a person still has to weigh; the hook-up's own requirement comes later."""
    found = current_findings(session, dossier)
    return [slot for slot in dossier.evidence if slot.requirement not in found and not slot.awaits_the_hook_up]


def opinion_on(session: Session, dossier_id: str) -> Opinion | None:
    """Return the committee's opinion on a dossier, if it was given."""
    return session.scalar(select(Opinion).where(Opinion.dossier_id == dossier_id))


def reservation_of(session: Session, reservation_id: str) -> tuple[Reservation, Opinion] | None:
    """Return a reservation with the opinion that makes it."""
    row = session.execute(
        select(Reservation, Opinion)
        .join(Opinion, Opinion.id == Reservation.opinion_id)
        .where(Reservation.id == reservation_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])
