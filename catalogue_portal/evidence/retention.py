"""How long the content of documents is kept. A rule of the platform, to be confirmed by whoever answers for the data.

What counts is kept: the newest version of a document in use, however old. Time runs from the day on which a version no
longer counts, or was filed, whichever is later. Only the content goes; what is said of it, its digest and who brought
it stay, so that one can still prove what a dossier rested on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM
from catalogue_portal.audit import service as audit
from catalogue_portal.evidence.models import EvidenceContent, EvidenceVersion
from catalogue_portal.evidence.repository import versions_with_content
from catalogue_portal.storage.database import clock_of

YEAR: Final = timedelta(days=365)
MOST_AT_ONCE: Final = 200
"""Versions of one transaction: others want to write too. The next one is never far."""


@dataclass(frozen=True)
class Retention:
    """Years that content is kept once it no longer counts: what no dossier took along, and what one did."""

    unfiled_years: int
    filed_years: int

    def ends(self, version: EvidenceVersion) -> datetime | None:
        """Return when the content of a version is to go; None while it counts."""
        since = no_longer_counts(version)
        if since is None:
            return None
        if version.filed_at is None:
            return since + self.unfiled_years * YEAR
        return max(since, version.filed_at) + self.filed_years * YEAR


RULE: Final = Retention(unfiled_years=1, filed_years=10)


def no_longer_counts(version: EvidenceVersion) -> datetime | None:
    """Return since when a version no longer counts: a newer one came, or its document was set aside."""
    document = version.document
    newer = [one.saved_at for one in document.versions if one.number == version.number + 1]
    return min((when for when in (*newer, document.retired_at) if when is not None), default=None)


def erase(session: Session, rule: Retention = RULE) -> int:
    """Delete the content whose time is over, with an event for each; return how many there were."""
    now, erased = clock_of(session).now(), 0
    over = [one for one in versions_with_content(session) if (end := rule.ends(one)) is not None and end <= now]
    for version in over[:MOST_AT_ONCE]:
        session.execute(delete(EvidenceContent).where(EvidenceContent.version_id == version.id))
        version.erased_at = now
        details = {"app": version.document.app_id, "number": version.number, "digest": version.digest}
        session.flush()
        subject = f"evidence:{version.document_id}"
        audit.record(session, SYSTEM, event="evidence_content_deleted", subject=subject, details=details)
        erased += 1
    return erased
