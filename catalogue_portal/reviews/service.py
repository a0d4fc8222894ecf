"""The use cases of the evaluation: find, give the committee's opinion, lift a reservation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.audit import service as audit
from catalogue_portal.dossiers.models import Dossier, EvidenceSlot
from catalogue_portal.dossiers.policy import is_impartial
from catalogue_portal.dossiers.repository import locked_dossier, visible_dossier
from catalogue_portal.dossiers.service import digest_of
from catalogue_portal.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.lifecycle import Offer
from catalogue_portal.reviews import policy, repository
from catalogue_portal.reviews.lifecycle import OPINION
from catalogue_portal.reviews.models import Finding, Opinion, OpinionSense, Outcome, Reservation, ReservationKind
from catalogue_portal.storage.database import clock_of
from catalogue_portal.texts import required_text


@dataclass(frozen=True)
class ReservationDraft:
    """A reservation to be made; `due` (aware, future) belongs to non-suspensive ones alone."""

    kind: ReservationKind
    text: str
    due: datetime | None = None


def find(
    session: Session,
    actor: Actor,
    dossier_id: str,
    requirement: str,
    *,
    outcome: Outcome,
    rationale: str,
    seen: str | None = None,
) -> Finding:
    """Say what was found of one requirement, and why; a later finding replaces an earlier one, which stays readable.

    `seen` is the digest of the evidence that was looked at, where it is known: a page may have been open for long.

    Raises:
        Forbidden: the actor is not an impartial reviewer.
        Conflict: the dossier is not under review, the evidence is no longer what was looked at, or the finding would
            clear what the run failed.
    """
    dossier = _as_reviewer(session, actor, dossier_id)
    (slot,) = _slots(dossier, [requirement])
    _raise(
        policy.is_under_review(dossier),
        policy.evidence_is_as_seen(slot, seen),
        policy.finding_is_tenable(slot, outcome),
    )
    text = required_text("rationale", rationale)
    number = repository.number_of_findings(session, dossier.id, requirement) + 1
    finding = _weigh(session, actor, slot, number=number, outcome=outcome, rationale=text)
    session.flush()
    return finding


def find_together(
    session: Session,
    actor: Actor,
    dossier_id: str,
    *,
    requirements: Sequence[str],
    rationale: str,
    outcome: Outcome = Outcome.MET,
) -> Sequence[Finding]:
    """Find that requirements which the run proved are met, for one reason: a finding each, or none at all.

    Raises:
        Forbidden: the actor is not an impartial reviewer.
        NotFound: the dossier has no requirement of such a name.
        Conflict: the dossier is not under review, or a requirement is to be weighed on its own.
    """
    dossier = _as_reviewer(session, actor, dossier_id)
    slots = _slots(dossier, requirements)
    earlier = repository.findings_of(session, dossier.id)
    _raise(
        policy.is_under_review(dossier),
        policy.only_what_is_met_is_found_together(outcome),
        policy.the_run_proved(slots),
        policy.nobody_weighed(slots, earlier),
        *(policy.finding_is_tenable(slot, outcome) for slot in slots),
    )
    text, numbers = required_text("rationale", rationale), Counter(one.requirement for one in earlier)
    findings = [
        _weigh(
            session,
            actor,
            slot,
            number=numbers[slot.requirement] + 1,
            outcome=outcome,
            rationale=text,
            together=len(slots),
        )
        for slot in slots
    ]
    session.flush()
    return findings


def give_opinion(
    session: Session,
    actor: Actor,
    dossier_id: str,
    *,
    sense: OpinionSense,
    reasons: str,
    reservations: Sequence[ReservationDraft] = (),
) -> Opinion:
    """Write down the committee's opinion: its sense, its reasons, its reservations.

    Raises:
        Conflict: a requirement was not weighed, or the opinion contradicts run or findings.
        Invalid: no reasons, or reservations that do not fit the sense.
    """
    dossier = visible_dossier(session, actor, dossier_id)
    text = required_text("reasons", reasons)
    OPINION.fire(session, actor, dossier, "give_opinion", details={"sense": sense.value, "reasons": digest_of(text)})
    now = clock_of(session).now()
    _raise(
        policy.opinion_follows_the_findings(session, dossier, sense),
        policy.reservations_fit(sense, [one.kind for one in reservations]),
        *(policy.reservation_is_dated(one.kind, one.due, now) for one in reservations),
    )
    opinion = Opinion(
        id=new_identifier("opi"),
        dossier_id=dossier.id,
        sense=sense.value,
        reasons=text,
        author=actor.user_id,
        at=now,
        reservations=[_reservation(number, one) for number, one in enumerate(reservations, start=1)],
    )
    session.add(opinion)
    session.flush()
    return opinion


def lift_reservation(session: Session, actor: Actor, reservation_id: str, *, because: str) -> Reservation:
    """Find that a reservation is fulfilled, and say why."""
    found = repository.reservation_of(session, reservation_id)
    if found is None:
        raise NotFound("There is no such reservation.")
    reservation, opinion = found
    dossier = _as_reviewer(session, actor, opinion.dossier_id)
    session.refresh(reservation, with_for_update=True)
    if reservation.lifted_at is not None:
        raise Conflict("The reservation is lifted already.", code="reservation_lifted")
    reservation.lifted_because = required_text("because", because)
    reservation.lifted_at, reservation.lifted_by = clock_of(session).now(), actor.user_id
    session.flush()
    details = {"reservation": reservation.id, "because": digest_of(reservation.lifted_because)}
    audit.record(session, actor, event="reservation_lifted", subject=f"dossier:{dossier.id}", details=details)
    return reservation


def readable_findings(session: Session, actor: Actor, dossier_id: str) -> Sequence[Finding]:
    """Return every finding on a dossier, or `NotFound` while they are not for the actor to read."""
    dossier = visible_dossier(session, actor, dossier_id)
    _raise(policy.evaluation_is_readable(actor, dossier))
    return repository.findings_of(session, dossier.id)


def readable_opinion(session: Session, actor: Actor, dossier_id: str) -> Opinion:
    """Return the opinion on a dossier, or `NotFound` when there is none, or none for the actor to read yet."""
    dossier = visible_dossier(session, actor, dossier_id)
    _raise(policy.evaluation_is_readable(actor, dossier))
    opinion = repository.opinion_on(session, dossier.id)
    if opinion is None:
        raise NotFound("There is no opinion on this dossier yet.")
    return opinion


def possible(session: Session, actor: Actor, dossier: Dossier) -> tuple[Offer[Dossier], ...]:
    """Return what the evaluation lets the actor do with the dossier now, with the reason when something blocks."""
    return OPINION.offers(session, actor, dossier)


def _as_reviewer(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    dossier = locked_dossier(session, actor, dossier_id)
    if not actor.has_role(Role.REVIEWER):
        raise Forbidden("This is for: reviewer.", code="wrong_role")
    _raise(is_impartial(session, actor, dossier))
    return dossier


def _slots(dossier: Dossier, requirements: Sequence[str]) -> list[EvidenceSlot]:
    if not requirements:
        raise Invalid("Name at least one requirement.", code="no_requirement_named")
    slots = {slot.requirement: slot for slot in dossier.evidence}
    unknown = [name for name in requirements if name not in slots]
    if unknown:
        raise NotFound(f"The dossier has no such requirement: {', '.join(unknown)}.", requirements=unknown)
    return [slots[name] for name in dict.fromkeys(requirements)]


def _weigh(
    session: Session,
    actor: Actor,
    slot: EvidenceSlot,
    *,
    number: int,
    outcome: Outcome,
    rationale: str,
    together: int | None = None,
) -> Finding:
    finding = Finding(
        id=new_identifier("fin"),
        dossier_id=slot.dossier_id,
        requirement=slot.requirement,
        number=number,
        outcome=outcome.value,
        rationale=rationale,
        machine_verdict=slot.machine_verdict,
        weighed=slot.digest(),
        author=actor.user_id,
        at=clock_of(session).now(),
    )
    session.add(finding)
    details: dict[str, object] = {
        "requirement": slot.requirement,
        "outcome": outcome.value,
        "weighed": finding.weighed,
    }
    if together is not None:
        details["together"] = together  # the chain tells a reason of its own from one that many share
    audit.record(session, actor, event="requirement_weighed", subject=f"dossier:{slot.dossier_id}", details=details)
    return finding


def _reservation(number: int, draft: ReservationDraft) -> Reservation:
    text = required_text("text", draft.text)
    return Reservation(id=new_identifier("rsv"), number=number, kind=draft.kind.value, text=text, due=draft.due)


def _raise(*objections: DomainError | None) -> None:
    for objection in objections:
        if objection is not None:
            raise objection
