"""Finding runs and what was said during them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.errors import NotFound
from catalogue_portal.runs.models import Run, RunEvent


def get_run(session: Session, run_id: str) -> Run:
    """Return the run; NotFound when there is none."""
    run = session.get(Run, run_id)
    if run is None:
        raise NotFound("There is no such run.")
    return run


def list_runs(
    session: Session, *, organisation_id: str | None = None, release_id: str | None = None, limit: int = 100
) -> Sequence[Run]:
    """Return runs, newest first, of one organisation or release if given."""
    query = select(Run).order_by(Run.created_at.desc(), Run.id).limit(limit)
    if organisation_id is not None:
        query = query.where(Run.organisation_id == organisation_id)
    if release_id is not None:
        query = query.where(Run.release_id == release_id)
    return session.scalars(query).all()


def events_after(session: Session, run_id: str, number: int = 0, *, limit: int = 500) -> Sequence[RunEvent]:
    """Return what was said after the event of this number, in order."""
    later = (RunEvent.run_id == run_id) & (RunEvent.number > number)
    return session.scalars(select(RunEvent).where(later).order_by(RunEvent.number).limit(limit)).all()
