"""Who may take, confirm, pronounce or lift a measure: nobody alone, but for the protective step."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements import policy as agreement_policy
from catalogue_portal.agreements.models import Agreement
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.procedure import Procedure, procedure_named
from catalogue_portal.storage.database import clock_of
from catalogue_portal.surveillance import repository
from catalogue_portal.surveillance.models import BEARING, Proceeding, ProceedingKind, ProceedingState

OPENERS = {
    ProceedingKind.URGENT_SUSPENSION: (Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR),
    ProceedingKind.SUSPENSION: (Role.REVIEWER, Role.DECIDER),
    ProceedingKind.WITHDRAWAL: (Role.REVIEWER, Role.DECIDER),
}
_OPEN = {ProceedingState.AWAITING_CONFIRMATION, ProceedingState.HEARING, ProceedingState.HEARD}


def opening_objection(session: Session, actor: Actor, label: Label, kind: ProceedingKind) -> DomainError | None:
    """Return why the actor may not open this proceeding on this label now, or None: it is the button's reason."""
    if not actor.has_role(*OPENERS[kind]):
        return Forbidden(f"This is for: {', '.join(sorted(OPENERS[kind]))}.", code="wrong_role")
    agreement = session.get_one(Agreement, label.agreement_id)
    if (objection := agreement_policy.is_impartial(session, actor, agreement)) is not None:
        return objection
    return _label_objection(session, label, kind) or _urgency_is_not_repeated(session, actor, label, kind)


def is_of_the_publisher(_session: Session, actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """Only the publisher concerned is heard."""
    if actor.organisation_id != proceeding.organisation_id:
        return Forbidden("This proceeding concerns another organisation.", code="not_your_organisation")
    return None


def has_not_been_heard(_session: Session, _actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """Observations are given once, and stay as they were given."""
    if proceeding.observations is not None:
        return Conflict("The observations are in.", code="publisher_heard")
    return None


def is_impartial(session: Session, actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """Nobody of the publisher, and nobody recused from its dossier, acts for the office here."""
    return agreement_policy.is_impartial(session, actor, session.get_one(Agreement, proceeding.agreement_id))


def did_not_open_it(_session: Session, actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """A measure takes two people: who opened it neither confirms nor pronounces it."""
    if actor.user_id == proceeding.opened_by:
        return Forbidden("You opened this proceeding: another person decides.", code="opened_the_proceeding")
    return None


def did_not_propose_the_lifting(_session: Session, actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """A measure that two people took is lifted by two: who proposed it does not lift it."""
    if actor.user_id == proceeding.lifting_by:
        return Forbidden("You proposed to lift it: another person decides.", code="proposed_the_lifting")
    return None


def confirmation_is_in_time(session: Session, _actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """An urgent suspension is confirmed within its delay, or never."""
    if _delay_is_over(session, proceeding):
        return Conflict("The delay for a confirmation is over.", code="confirmation_overdue")
    return None


def confirmation_is_overdue(session: Session, _actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """An urgent suspension lapses when its delay is over, not before."""
    if not _delay_is_over(session, proceeding):
        return Conflict("The delay for a confirmation is still running.", code="confirmation_not_overdue")
    return None


def hearing_is_over(session: Session, _actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """Nothing is pronounced while the publisher may still be heard."""
    if not _delay_is_over(session, proceeding):
        return Conflict("The publisher may still be heard.", code="hearing_open", due=proceeding.due.isoformat())
    return None


def can_be_lifted(_session: Session, _actor: Actor, proceeding: Proceeding) -> DomainError | None:
    """A suspension can be lifted; a withdrawal is for good."""
    if proceeding.kind == ProceedingKind.WITHDRAWAL:
        return Conflict("A withdrawal is for good: the app needs a new dossier.", code="withdrawal_is_final")
    return None


def procedure_of(session: Session, agreement: Agreement) -> Procedure:
    """Return the procedure that the dossier of the agreement follows, with its delays."""
    return procedure_named(session.get_one(Dossier, agreement.dossier_id).procedure)


def _label_objection(session: Session, label: Label, kind: ProceedingKind) -> DomainError | None:
    state = label.state_at(clock_of(session).now())
    if state in {LabelState.WITHDRAWN, LabelState.EXPIRED}:
        return Conflict(f"The label is {state}.", code="label_ended", state=state.value)
    on_label = repository.proceedings_on(session, label.id)
    if any(one.kind == kind and one.state in _OPEN for one in on_label):
        return Conflict("Such a proceeding is open on this label.", code="proceeding_open")
    # An unconfirmed urgent suspension may lapse: the ordinary one is rightly opened beside it.
    blocking = {
        ProceedingKind.URGENT_SUSPENSION: BEARING,
        ProceedingKind.SUSPENSION: BEARING - {ProceedingState.AWAITING_CONFIRMATION},
        ProceedingKind.WITHDRAWAL: set[ProceedingState](),
    }[kind]
    if any(one.state in blocking for one in on_label):
        return Conflict("The label is suspended already.", code="label_suspended")
    return None


def _urgency_is_not_repeated(session: Session, actor: Actor, label: Label, kind: ProceedingKind) -> DomainError | None:
    # Otherwise one person could keep a label suspended for ever, one lapse after the other.
    if kind is not ProceedingKind.URGENT_SUSPENSION:
        return None
    calm = procedure_of(session, session.get_one(Agreement, label.agreement_id)).urgent_cool_down
    now = clock_of(session).now()
    own = [one for one in repository.proceedings_on(session, label.id) if one.opened_by == actor.user_id]
    # Whether it lapsed or was lifted just before it would have, no second person ever stood by it.
    alone = [one.ended_at for one in own if one.kind == kind and one.decided_by is None and one.ended_at is not None]
    if any(now < ended_at + calm for ended_at in alone):
        return Forbidden("Yours ended unconfirmed: another person must judge the urgency.", code="urgency_repeated")
    return None


def _delay_is_over(session: Session, proceeding: Proceeding) -> bool:
    return clock_of(session).now() > proceeding.due
