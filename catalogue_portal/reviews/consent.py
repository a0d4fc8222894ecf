"""The consent text: filed as a document, and compared with what the run saw on the app's page."""

from enum import StrEnum

from sqlalchemy.orm import Session

from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.evidence.repository import content_of, versions_named
from catalogue_portal.runs.models import Run
from catalogue_portal.runs.reports import consent_text_told
from catalogue_portal.settings import Settings
from doctrine.consent_text import digest_of_words

TYPE = "consent_text"


class ConsentText(StrEnum):
    """How the filed text stands beside the run."""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    ANOTHER = "another"
    NOT_COMPARED = "not_compared"


def consent_text_of(session: Session, dossier: Dossier, settings: Settings) -> ConsentText | None:
    """Return how the filed consent text stands beside the run; None when no such document was filed."""
    filed = [
        one for one in versions_named(session, dossier.documents) if one.document.type == TYPE and not one.erased_at
    ]
    if not filed:
        return None
    run = session.get(Run, dossier.run_id)
    seen = consent_text_told(run, settings) if run else None
    if seen is None or seen.shown is None:
        return ConsentText.NOT_COMPARED
    digests = {digest_of_words(content_of(session, one).decode("utf-8-sig")) for one in filed}
    if seen.digest not in digests:
        return ConsentText.ANOTHER
    return ConsentText.SHOWN if seen.shown else ConsentText.NOT_SHOWN
