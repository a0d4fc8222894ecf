"""Finding the versions of an app's declaration."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.convergence.models import ConvergenceVersion


def versions_of(session: Session, app_id: str) -> Sequence[ConvergenceVersion]:
    """Return every version of an app's declaration, newest first."""
    own = select(ConvergenceVersion).where(ConvergenceVersion.app_id == app_id)
    return session.scalars(own.order_by(ConvergenceVersion.number.desc())).all()


def version_numbered(session: Session, app_id: str, number: int) -> ConvergenceVersion | None:
    """Return one version of an app's declaration, None when there is none of that number."""
    own = (ConvergenceVersion.app_id == app_id) & (ConvergenceVersion.number == number)
    return session.scalar(select(ConvergenceVersion).where(own))


def newest_of(session: Session, app_id: str) -> ConvergenceVersion | None:
    """Return the newest version, None when nothing was declared yet."""
    own = select(ConvergenceVersion).where(ConvergenceVersion.app_id == app_id)
    return session.scalar(own.order_by(ConvergenceVersion.number.desc()).limit(1))
