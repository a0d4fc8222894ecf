"""Finding proceedings: what the actor may not see does not exist for them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.errors import NotFound
from catalogue_portal.surveillance.models import Proceeding, ProceedingState


def visible_proceeding(session: Session, actor: Actor, proceeding_id: str) -> Proceeding:
    """Return a proceeding, or raise `NotFound` when there is none that the actor may see."""
    proceeding = session.scalar(select(Proceeding).where(Proceeding.id == proceeding_id, _visible_to(actor)))
    if proceeding is None:
        raise NotFound("There is no such proceeding.")
    return proceeding


def visible_proceedings(
    session: Session, actor: Actor, *, label_id: str | None = None, after: str | None = None, limit: int = 50
) -> Sequence[Proceeding]:
    """Return the proceedings that the actor may see, by identifier, from the one after `after`."""
    wanted = select(Proceeding).where(_visible_to(actor))
    if label_id is not None:
        wanted = wanted.where(Proceeding.label_id == label_id)
    if after is not None:
        wanted = wanted.where(Proceeding.id > after)
    return session.scalars(wanted.order_by(Proceeding.id).limit(limit)).all()


def proceedings_on(session: Session, label_id: str) -> Sequence[Proceeding]:
    """Return every proceeding on a label, oldest first."""
    of_label = select(Proceeding).where(Proceeding.label_id == label_id)
    return session.scalars(of_label.order_by(Proceeding.opened_at, Proceeding.id)).all()


def unconfirmed(session: Session) -> Sequence[Proceeding]:
    """Return the urgent suspensions that wait for a second person."""
    state = ProceedingState.AWAITING_CONFIRMATION.value
    return session.scalars(select(Proceeding).where(Proceeding.state == state).order_by(Proceeding.id)).all()


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.works_at_the_office() or actor.has_role(Role.SYSTEM):
        return true()
    return Proceeding.organisation_id == actor.organisation_id if actor.organisation_id else false()
