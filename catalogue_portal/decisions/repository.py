"""Finding decisions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.decisions.models import Decision


def decision_on(session: Session, dossier_id: str) -> Decision | None:
    """Return the decision on a dossier, if it was taken."""
    return session.scalar(select(Decision).where(Decision.dossier_id == dossier_id))
