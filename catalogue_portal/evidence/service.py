"""The use cases of documents: bring one, bring a newer version, set one aside, file them with a dossier, remind."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM, Actor
from catalogue_portal.audit import service as audit
from catalogue_portal.errors import Conflict, Invalid
from catalogue_portal.evidence import policy, repository
from catalogue_portal.evidence.intake import Intake
from catalogue_portal.evidence.models import EvidenceContent, EvidenceDocument, EvidenceReminder, EvidenceVersion
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.storage.database import clock_of, lock_row
from catalogue_portal.texts import limited_text

REMINDERS: Final = (60, 30, 7, 0)
"""Days ahead of the end at which the publisher is told; 0: it is past."""
LONGEST_TITLE: Final = 120
MOST: Final = 100
"""Documents of an app, and versions of a document: more than any honest file needs."""


def add(session: Session, actor: Actor, app_id: str, title: str, intake: Intake) -> EvidenceDocument:
    """Keep a document as the first version of its own.

    Raises Conflict when the app has a document of this type and title: a newer version is brought to that one.
    """
    app = policy.app_to_bring_to(session, actor, app_id)
    name = " ".join(limited_text("title", title).split())
    if not name or len(name) > LONGEST_TITLE:
        wrong = "too long" if name else "Missing data for required field."
        raise Invalid("The title is missing, or too long.", errors={"title": [wrong]})
    if len(repository.documents_of(session, app.id)) >= MOST:
        raise Conflict("This app has as many documents as it may.", code="too_many_documents", most=MOST)
    found = EvidenceDocument(
        id=new_identifier("evd"),
        organisation_id=app.organisation_id,
        app_id=app.id,
        type=intake.kind.id,
        title=name,
        created_at=clock_of(session).now(),
        versions=[],
    )
    try:
        with session.begin_nested():
            session.add(found)
    except IntegrityError as error:
        raise Conflict("This app has a document of this type and title.", code="document_exists") from error
    _keep(session, actor, found, 1, intake)
    return found


def renew(session: Session, actor: Actor, document_id: str, intake: Intake, *, after: int) -> EvidenceVersion:
    """Keep a newer version; the ones before stay as they are. `after`: the version that it replaces.

    Raises Conflict when somebody brought another version meanwhile, or when the document was set aside.
    """
    found = policy.own_document(session, actor, document_id)
    if intake.kind.id != found.type:
        raise Invalid("A version is of the type of its document.", code="document_type_unknown")
    if found.retired_at is not None:
        raise Conflict("The document was set aside.", code="document_retired")
    lock_row(session, found)
    current = found.newest.number
    if after != current:
        raise _overtaken(current)
    if current >= MOST:
        raise Conflict("This document has as many versions as it may.", code="too_many_documents", most=MOST)
    return _keep(session, actor, found, current + 1, intake)


def retire(session: Session, actor: Actor, document_id: str) -> EvidenceDocument:
    """Set a document aside: no new dossier takes it along; what was filed stays filed."""
    found = policy.own_document(session, actor, document_id)
    if found.retired_at is not None:
        raise Conflict("The document was set aside.", code="document_retired")
    found.retired_at = clock_of(session).now()
    _record(session, actor, found, "evidence_retired")
    return found


def file(session: Session, app_id: str) -> Sequence[EvidenceVersion]:
    """Let a dossier take along the newest version of each document in use: the office may read these from now on."""
    taken = [one.newest for one in repository.documents_of(session, app_id) if one.retired_at is None]
    for one in taken:
        one.filed_at = one.filed_at or clock_of(session).now()
    return taken


def remind(session: Session) -> int:
    """Tell publishers of the documents whose end is near, once for each delay; return how many were told of."""
    today = clock_of(session).now().date()
    told = 0
    for version in repository.newest_versions_ending_by(session, today + timedelta(days=REMINDERS[0])):
        delay = nearest_delay(version.valid_until, today)
        if delay is None or delay in repository.reminded(session, version.id):
            continue
        session.add(EvidenceReminder(version_id=version.id, days=delay, at=clock_of(session).now()))
        _record(session, SYSTEM, version.document, "evidence_expiry_announced", number=version.number, days=delay)
        told += 1
    return told


def nearest_delay(last_day: date | None, today: date) -> int | None:
    """Return the tightest delay that is reached, None while the end is far or there is none."""
    if last_day is None:
        return None
    left = (last_day - today).days
    if left < 0:
        return 0
    return min((days for days in REMINDERS if days and left <= days), default=None)


def _keep(session: Session, actor: Actor, found: EvidenceDocument, number: int, intake: Intake) -> EvidenceVersion:
    version = EvidenceVersion(
        id=new_identifier("evv"),
        number=number,
        format=intake.format,
        name=intake.name,
        size=len(intake.content),
        digest=intake.digest,
        fields=dict(intake.fields),
        valid_until=intake.valid_until,
        warnings=list(intake.warnings),
        scanned=intake.scanned,
        saved_by=actor.user_id,
        saved_at=clock_of(session).now(),
        document_id=found.id,
    )
    try:
        with session.begin_nested():
            session.add(version)
            session.flush()
            session.add(EvidenceContent(version_id=version.id, content=intake.content))
    except IntegrityError as error:  # both read the same newest version: the database lets one of them be the next
        raise _overtaken(number) from error
    session.refresh(found)
    _record(session, actor, found, "evidence_brought", number=number, digest=version.digest, type=found.type)
    return version


def _overtaken(current: int) -> Conflict:
    return Conflict(
        f"Version {current} was brought meanwhile. Look at it, then bring yours after it.",
        code="document_overtaken",
        current=current,
    )


def _record(session: Session, actor: Actor, found: EvidenceDocument, event: str, **details: object) -> None:
    session.flush()
    audit.record(session, actor, event=event, subject=f"evidence:{found.id}", details={"app": found.app_id, **details})
