"""Finding dossiers: what the actor may not see does not exist for them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.errors import NotFound


def visible_dossier(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Return a dossier, or raise `NotFound` when there is none that the actor may see."""
    dossier = session.scalar(select(Dossier).where(Dossier.id == dossier_id, _visible_to(actor)))
    if dossier is None:
        raise NotFound("There is no such dossier.")
    return dossier


def locked_dossier(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Return a dossier as it is now and hold it until the transaction ends, or raise `NotFound` as above."""
    wanted = select(Dossier).where(Dossier.id == dossier_id, _visible_to(actor)).with_for_update()
    dossier = session.scalar(wanted, execution_options={"populate_existing": True})
    if dossier is None:
        raise NotFound("There is no such dossier.")
    return dossier


def visible_dossiers(
    session: Session,
    actor: Actor,
    *,
    states: Sequence[DossierState] = (),
    after: str | None = None,
    limit: int = 50,
) -> Sequence[Dossier]:
    """Return the dossiers that the actor may see, by identifier, from the one after `after`."""
    wanted = select(Dossier).where(_visible_to(actor))
    if states:
        wanted = wanted.where(Dossier.state.in_([state.value for state in states]))
    if after is not None:
        wanted = wanted.where(Dossier.id > after)
    return session.scalars(wanted.order_by(Dossier.id).limit(limit)).all()


def dossiers_of_release(session: Session, release_id: str) -> Sequence[Dossier]:
    """Return every dossier ever filed on a release, the newest first."""
    return session.scalars(
        select(Dossier).where(Dossier.release_id == release_id).order_by(Dossier.filed_at.desc())
    ).all()


def dossiers_awaiting_an_answer(session: Session) -> Sequence[Dossier]:
    """Return the dossiers that wait for their publisher."""
    return session.scalars(select(Dossier).where(Dossier.state == DossierState.COMPLEMENT_REQUESTED.value)).all()


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    own = Dossier.organisation_id == actor.organisation_id if actor.organisation_id else false()
    if actor.works_at_the_office() or actor.has_role(Role.SYSTEM):
        # A draft is the publisher's own until it is submitted.
        return or_(own, Dossier.submitted_at.is_not(None))
    return own
