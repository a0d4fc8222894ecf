"""The use cases of surveillance: take, confirm, hear, pronounce, drop, lift as two, and let lapse."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM, Actor
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.audit import service as audit
from catalogue_portal.dossiers.service import digest_of
from catalogue_portal.errors import Conflict
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.labels.repository import get_label
from catalogue_portal.lifecycle import Offer, Passage
from catalogue_portal.storage.database import clock_of
from catalogue_portal.surveillance import policy, repository
from catalogue_portal.surveillance.effects import apply_to_the_label
from catalogue_portal.surveillance.lifecycle import lifecycle_of
from catalogue_portal.surveillance.models import Ground, Proceeding, ProceedingKind
from catalogue_portal.texts import required_text


@dataclass(frozen=True)
class Grievance:
    """What is held against the app: the public word, and the reasons in law and in fact that the publisher is told."""

    ground: Ground
    reasons_in_law: str
    reasons_in_fact: str


def suspend_urgently(session: Session, actor: Actor, label_id: str, grievance: Grievance) -> Proceeding:
    """Suspend at once, alone; it lapses unless a second person confirms within the delay.

    Raises:
        Forbidden: the actor may not, or took an urgent measure on this label that lapsed not long ago.
        Conflict: the label is suspended, withdrawn or expired.
    """
    proceeding = _open(session, actor, label_id, ProceedingKind.URGENT_SUSPENSION, grievance)
    _tell_of_appeal(session, proceeding)
    apply_to_the_label(Passage(session, actor, proceeding, proceeding.opened_at, {}))
    session.flush()
    return proceeding


def open_suspension(session: Session, actor: Actor, label_id: str, grievance: Grievance) -> Proceeding:
    """Tell the publisher that a suspension is considered, and why; it has a delay to be heard."""
    return _open(session, actor, label_id, ProceedingKind.SUSPENSION, grievance)


def open_withdrawal(session: Session, actor: Actor, label_id: str, grievance: Grievance) -> Proceeding:
    """Tell the publisher that a withdrawal is considered, and why; it has a delay to be heard."""
    return _open(session, actor, label_id, ProceedingKind.WITHDRAWAL, grievance)


def confirm(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Confirm an urgent suspension as the second person; it then lasts until lifted."""
    return _decide(session, actor, proceeding_id, "confirm", reasons)


def pronounce(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Pronounce a suspension or a withdrawal, the publisher having been heard or having let the delay pass."""
    return _decide(session, actor, proceeding_id, "pronounce", reasons)


def observe(session: Session, actor: Actor, proceeding_id: str, *, observations: str) -> Proceeding:
    """Give the publisher's observations on what is held against it."""
    proceeding = repository.visible_proceeding(session, actor, proceeding_id)
    text = required_text("observations", observations)
    _fire(session, actor, proceeding, "observe", {"observations": digest_of(text)})
    proceeding.observations, proceeding.observed_by = text, actor.user_id
    proceeding.observed_at = clock_of(session).now()
    session.flush()
    return proceeding


def drop(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Close a proceeding without a measure."""
    return _end(session, actor, proceeding_id, "drop", reasons)


def propose_lifting(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Propose to lift a suspension, which stays in effect until a second person lifts it."""
    proceeding, text = _fire_with_reasons(session, actor, proceeding_id, "propose_lifting", reasons)
    proceeding.lifting_because = text
    session.flush()
    return proceeding


def maintain(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Maintain a suspension that somebody proposed to lift, or take one's own proposal back."""
    return _fire_with_reasons(session, actor, proceeding_id, "maintain", reasons)[0]


def lift(session: Session, actor: Actor, proceeding_id: str, *, reasons: str) -> Proceeding:
    """Lift a suspension, as the second person if one confirmed it: the label counts again unless another bears on it.

    Raises:
        Forbidden: the actor proposed it.
        Conflict: nobody proposed it.
    """
    return _end(session, actor, proceeding_id, "lift", reasons)


def lapse_unconfirmed(session: Session) -> Sequence[Proceeding]:
    """Let every urgent suspension lapse that nobody confirmed in time; the labels are reinstated."""
    overdue = [
        one for one in repository.unconfirmed(session) if policy.confirmation_is_overdue(session, SYSTEM, one) is None
    ]
    for proceeding in overdue:
        _fire(session, SYSTEM, proceeding, "lapse", {})
    return overdue


def possible(session: Session, actor: Actor, proceeding: Proceeding) -> tuple[Offer[Proceeding], ...]:
    """Return what the actor may do in the proceeding now, with the reason when something stands in the way."""
    return lifecycle_of(proceeding).offers(session, actor, proceeding)


def _open(session: Session, actor: Actor, label_id: str, kind: ProceedingKind, grievance: Grievance) -> Proceeding:
    label = get_label(session, label_id)
    session.refresh(label, with_for_update=True)
    in_law = required_text("reasons_in_law", grievance.reasons_in_law)
    in_fact = required_text("reasons_in_fact", grievance.reasons_in_fact)
    if (objection := policy.opening_objection(session, actor, label, kind)) is not None:
        raise objection
    agreement = session.get_one(Agreement, label.agreement_id)
    procedure, now = policy.procedure_of(session, agreement), clock_of(session).now()
    urgent = kind is ProceedingKind.URGENT_SUSPENSION
    proceeding = Proceeding(
        id=new_identifier("prc"),
        label_id=label.id,
        agreement_id=agreement.id,
        organisation_id=agreement.organisation_id,
        kind=kind.value,
        ground=grievance.ground.value,
        reasons_in_law=in_law,
        reasons_in_fact=in_fact,
        opened_by=actor.user_id,
        opened_at=now,
        due=now + (procedure.urgent_confirmation if urgent else procedure.hearing),
    )
    proceeding.state = lifecycle_of(proceeding).initial
    _insert(session, proceeding)
    event = "label_suspended_urgently" if urgent else f"{kind}_opened"
    facts = {"label": label.id, "ground": proceeding.ground, "reasons": digest_of(f"{in_law}\0{in_fact}")}
    audit.record(session, actor, event=event, subject=f"proceeding:{proceeding.id}", details=facts)
    return proceeding


def _decide(session: Session, actor: Actor, proceeding_id: str, event: str, reasons: str) -> Proceeding:
    proceeding, text = _fire_with_reasons(session, actor, proceeding_id, event, reasons)
    proceeding.decision_reasons = text
    _tell_of_appeal(session, proceeding)
    session.flush()
    return proceeding


def _end(session: Session, actor: Actor, proceeding_id: str, event: str, reasons: str) -> Proceeding:
    proceeding, text = _fire_with_reasons(session, actor, proceeding_id, event, reasons)
    proceeding.ended_because = text
    session.flush()
    return proceeding


def _fire_with_reasons(
    session: Session, actor: Actor, proceeding_id: str, event: str, reasons: str
) -> tuple[Proceeding, str]:
    proceeding = repository.visible_proceeding(session, actor, proceeding_id)
    text = required_text("reasons", reasons)
    _fire(session, actor, proceeding, event, {"reasons": digest_of(text)})
    return proceeding, text


def _fire(session: Session, actor: Actor, proceeding: Proceeding, event: str, details: dict[str, object]) -> None:
    life = lifecycle_of(proceeding)
    if all(row.event != event for row in life.rows):
        raise Conflict(f"{event} is not possible in a proceeding of this kind.", code="wrong_kind")
    # The label first: two proceedings on it must not decide its state side by side.
    session.refresh(get_label(session, proceeding.label_id), with_for_update=True)
    life.fire(session, actor, proceeding, event, details={"label": proceeding.label_id, **details})


def _tell_of_appeal(session: Session, proceeding: Proceeding) -> None:
    agreement = session.get_one(Agreement, proceeding.agreement_id)
    appeal = policy.procedure_of(session, agreement).appeal
    proceeding.appeal_fr, proceeding.appeal_en = appeal.ways_fr, appeal.ways_en
    proceeding.appeal_until = clock_of(session).now() + appeal.limit


def _insert(session: Session, proceeding: Proceeding) -> None:
    try:
        with session.begin_nested():
            session.add(proceeding)
    except IntegrityError as error:
        raise Conflict("Such a proceeding is open on this label.", code="proceeding_open") from error
