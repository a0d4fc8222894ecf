"""Through whose hands a dossier went, and on which side: read in the audit record, where nothing is overwritten."""

from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM
from catalogue_portal.apps.models import Release
from catalogue_portal.audit import service as audit
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.runs.models import Run

OF_THE_PUBLISHER: Final = frozenset(
    {
        "dossier_filed",
        "dossier_described",
        "evidence_supplied",
        "dossier_submitted",
        "complement_answered",
        "dossier_withdrawn",
    }
)
OF_NO_SIDE: Final = frozenset({"recusal_declared"})


def worked_for_the_publisher(session: Session, dossier: Dossier, user_id: str) -> bool:
    """Tell whether somebody ever had a hand in the release, its run or its file, even if they have left since."""
    release, run = session.get(Release, dossier.release_id), session.get(Run, dossier.run_id)
    if user_id in {release.created_by if release else None, run.requested_by if run else None}:
        return True
    return bool(_done(session, dossier.id, user_id) & OF_THE_PUBLISHER)


def acted_for_the_office(session: Session, dossier_id: str, user_id: str) -> bool:
    """Tell whether somebody examined, weighed or decided here, even if they belong to the publisher by now."""
    return bool(_done(session, dossier_id, user_id) - OF_THE_PUBLISHER - OF_NO_SIDE)


def _done(session: Session, dossier_id: str, user_id: str) -> set[str]:
    if user_id == SYSTEM.user_id:
        return set()
    return set(audit.done_by(session, user_id, f"dossier:{dossier_id}"))
