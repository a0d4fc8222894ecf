"""Finding agreements: what the actor may not see does not exist for them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements.models import Agreement, AgreementState
from catalogue_portal.errors import NotFound


def visible_agreement(session: Session, actor: Actor, agreement_id: str) -> Agreement:
    """Return an agreement, or raise `NotFound` when there is none that the actor may see."""
    agreement = session.scalar(select(Agreement).where(Agreement.id == agreement_id, _visible_to(actor)))
    if agreement is None:
        raise NotFound("There is no such agreement.")
    return agreement


def visible_agreements(
    session: Session, actor: Actor, *, dossier_id: str | None = None, after: str | None = None, limit: int = 50
) -> Sequence[Agreement]:
    """Return the agreements that the actor may see, by identifier, from the one after `after`."""
    wanted = select(Agreement).where(_visible_to(actor))
    if dossier_id is not None:
        wanted = wanted.where(Agreement.dossier_id == dossier_id)
    if after is not None:
        wanted = wanted.where(Agreement.id > after)
    return session.scalars(wanted.order_by(Agreement.id).limit(limit)).all()


def living_agreement_of(session: Session, dossier_id: str) -> Agreement | None:
    """Return the agreement on a dossier that was not abandoned, if there is one."""
    return session.scalar(
        select(Agreement).where(Agreement.dossier_id == dossier_id, Agreement.state != AgreementState.ABANDONED.value)
    )


def agreements_in(session: Session, *states: AgreementState) -> Sequence[Agreement]:
    """Return every agreement in one of these states."""
    return session.scalars(
        select(Agreement).where(Agreement.state.in_([state.value for state in states])).order_by(Agreement.id)
    ).all()


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.works_at_the_office() or actor.has_role(Role.SYSTEM):
        return true()
    return Agreement.organisation_id == actor.organisation_id if actor.organisation_id else false()
