"""Who registers a client and asks for statements, and on what a registration rests."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements.models import Agreement, AgreementState
from catalogue_portal.credentials.models import Registration
from catalogue_portal.credentials.repository import registration_of_label
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.storage.database import clock_of


def objection_to_registration(session: Session, actor: Actor, label: Label) -> DomainError | None:
    """Return why the actor cannot register the app of this label, or None."""
    agreement = session.get_one(Agreement, label.agreement_id)
    if (objection := _objection_to_stranger(actor, agreement.organisation_id)) is not None:
        return objection
    if agreement.state != AgreementState.IN_FORCE:
        return Conflict("The agreement is not in force.", code="agreement_not_in_force", state=agreement.state)
    if registration_of_label(session, label.id) is not None:
        return Conflict("This label has its registration.", code="registration_exists")
    return _objection_to_label(session, label)


def objection_to_use(session: Session, actor: Actor, registration: Registration) -> DomainError | None:
    """Return why the actor cannot have a statement signed or the keys changed, or None."""
    return _objection_to_stranger(actor, registration.organisation_id) or _objection_to_label(
        session, registration.label
    )


def is_in_force(session: Session, registration: Registration) -> bool:
    """Tell whether the registration opens anything now: it does exactly as long as its label is valid."""
    return registration.label.state_at(clock_of(session).now()) is LabelState.VALID


def _objection_to_stranger(actor: Actor, organisation_id: str) -> DomainError | None:
    if not actor.has_role(Role.PUBLISHER) or actor.organisation_id != organisation_id:
        return Forbidden("Only its publisher does this.", code="not_your_organisation")
    return None


def _objection_to_label(session: Session, label: Label) -> DomainError | None:
    state = label.state_at(clock_of(session).now())
    if state is not LabelState.VALID:
        return Conflict(f"The label is {state}.", code="label_not_in_force", state=state.value)
    return None
