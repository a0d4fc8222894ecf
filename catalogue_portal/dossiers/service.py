"""The use cases of a dossier: file it, complete it, submit it, admit it, ask for more, recuse oneself."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.apps.models import Release
from catalogue_portal.audit import service as audit
from catalogue_portal.convergence import service as convergence
from catalogue_portal.convergence.models import ConvergenceVersion
from catalogue_portal.convergence.repository import newest_of
from catalogue_portal.dossiers import evidence, policy, repository
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import (
    DEAD_ENDS,
    AccessRequest,
    Complement,
    Dossier,
    EvidenceSlot,
    Recusal,
)
from catalogue_portal.errors import Conflict, Forbidden, Invalid, NotFound
from catalogue_portal.evidence import service as documents
from catalogue_portal.evidence.types import type_named
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.lifecycle import Offer
from catalogue_portal.procedure import STANDARD, procedure_named
from catalogue_portal.runs.models import Run
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import clock_of
from catalogue_portal.texts import limited_text, required_text


@dataclass(frozen=True)
class Justification:
    """Why one exchange is asked for: need, modalities of access, retention."""

    family: str
    direction: str
    need: str
    modalities: str
    retention: str


@dataclass(frozen=True)
class Document:
    """A document that the publisher holds ready: its name, and `sha256:` with the digest of its content."""

    name: str
    digest: str


def file(session: Session, actor: Actor, *, release_id: str, run_id: str, settings: Settings) -> Dossier:
    """Open a draft dossier on a release, resting on a run of full scope of exactly that release.

    Raises:
        NotFound: the actor's organisation has no such release or run.
        Conflict: the run cannot support a dossier, or the release has a living dossier already.
    """
    if not actor.has_role(Role.PUBLISHER):
        raise Forbidden("Only a publisher files a dossier.", code="wrong_role")
    release, run = _own_release(session, actor, release_id), session.get(Run, run_id)
    if run is None or run.organisation_id != actor.organisation_id:
        raise NotFound("There is no such run.")
    if any(one.state not in DEAD_ENDS for one in repository.dossiers_of_release(session, release.id)):
        raise Conflict("This release has a dossier already.", code="dossier_exists")
    report = evidence.supporting_report(session, run, release, settings)
    dossier = Dossier(
        id=new_identifier("dos"),
        organisation_id=release.app.organisation_id,
        app_id=release.app_id,
        release_id=release.id,
        run_id=run.id,
        edition=report.edition,
        edition_digest=report.edition_digest,
        report_digest=report.digest,
        procedure=STANDARD.name,
        state=DOSSIER.initial,
        purposes=list(release.purposes),
        filed_by=actor.user_id,
        filed_at=_now(session),
        accesses=_accesses_of(release),
        evidence=evidence.evidence_slots(report),
        complements=[],
        recusals=[],
    )
    _insert(session, dossier)
    facts = {"release": release.id, "run": run.id, "report": report.digest, "edition": report.edition}
    audit.record(session, actor, event="dossier_filed", subject=f"dossier:{dossier.id}", details=facts)
    return dossier


def describe(
    session: Session,
    actor: Actor,
    dossier_id: str,
    *,
    justifications: Iterable[Justification] = (),
    consent_text: str | None = None,
    security_conditions: str | None = None,
) -> Dossier:
    """Write the publisher's part of the file; what is not given stays as it was.

    Raises:
        Invalid: a justification is of an exchange that the release does not declare.
        Conflict: the file is not open to changes.
    """
    dossier = _open_file(session, actor, dossier_id)
    accesses = {(access.family, access.direction): access for access in dossier.accesses}
    for one in justifications:
        access = accesses.get((one.family, one.direction))
        if access is None:
            raise Invalid(f"The release does not declare {one.family}.{one.direction}.", code="access_not_declared")
        access.need = limited_text("need", one.need)
        access.modalities = limited_text("modalities", one.modalities)
        access.retention = limited_text("retention", one.retention)
    if consent_text is not None:
        dossier.consent_text = limited_text("consent_text", consent_text)
    if security_conditions is not None:
        dossier.security_conditions = limited_text("security_conditions", security_conditions)
    _record(session, actor, dossier, "dossier_described", file=_file_digest(dossier))
    return dossier


def supply_evidence(
    session: Session,
    actor: Actor,
    dossier_id: str,
    requirement: str,
    *,
    statement: str,
    document: Document | None = None,
) -> EvidenceSlot:
    """Bring evidence for one requirement: a statement and, if wanted, a document held ready."""
    dossier = _open_file(session, actor, dossier_id)
    slot = next((one for one in dossier.evidence if one.requirement == requirement), None)
    if slot is None:
        raise NotFound("The dossier has no such requirement.")
    slot.statement = limited_text("statement", statement)
    slot.document_name = document.name if document else None
    slot.document_digest = document.digest if document else None
    slot.supplied_by, slot.supplied_at = actor.user_id, _now(session)
    _record(session, actor, dossier, "evidence_supplied", requirement=requirement, evidence=slot.digest())
    return slot


def submit(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Hand the dossier in with the newest version of what is declared; the evaluation clock starts."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    declared = newest_of(session, dossier.app_id)
    details = {"file": _file_digest(dossier), "convergence": declared.digest if declared else None}
    DOSSIER.fire(session, actor, dossier, "submit", details=details)
    _take_along(session, dossier, declared)
    return dossier


def withdraw(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Give the request up."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    DOSSIER.fire(session, actor, dossier, "withdraw")
    return dossier


def admit(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Find the dossier complete."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    DOSSIER.fire(session, actor, dossier, "admit")
    return dossier


def declare_inadmissible(session: Session, actor: Actor, dossier_id: str, *, reasons: str) -> Dossier:
    """Send the dossier back for good, saying why and how that can be contested: it is an adverse decision."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    text = required_text("reasons", reasons)
    DOSSIER.fire(session, actor, dossier, "declare_inadmissible", details={"reasons": digest_of(text)})
    appeal = procedure_named(dossier.procedure).appeal
    dossier.inadmissibility_reasons = text
    dossier.inadmissibility_appeal_fr, dossier.inadmissibility_appeal_en = appeal.ways_fr, appeal.ways_en
    dossier.inadmissibility_appeal_until = _now(session) + appeal.limit
    return dossier


def open_review(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Begin the evaluation."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    DOSSIER.fire(session, actor, dossier, "open_review")
    return dossier


def request_complement(session: Session, actor: Actor, dossier_id: str, *, question: str) -> Complement:
    """Ask the publisher for more; the clock stands still until the answer, which has a delay."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    text = required_text("question", question)
    reply_due = _now(session) + procedure_named(dossier.procedure).complement_reply
    number = len(dossier.complements) + 1
    details = {"number": number, "question": digest_of(text), "reply_due": reply_due.isoformat()}
    DOSSIER.fire(session, actor, dossier, "request_complement", details=details)
    complement = Complement(
        id=new_identifier("cmp"),
        number=number,
        question=text,
        asked_by=actor.user_id,
        asked_at=_now(session),
        reply_due=reply_due,
    )
    dossier.complements.append(complement)
    session.flush()
    return complement


def answer_complement(
    session: Session,
    actor: Actor,
    dossier_id: str,
    *,
    answer: str,
    settings: Settings,
    run_id: str | None = None,
) -> Dossier:
    """Give what was asked for, with another run of the same release if one is needed; the clock runs again.

    What is declared by now is filed again: the office reads the newest version beside the answer.
    """
    dossier = repository.visible_dossier(session, actor, dossier_id)
    text = required_text("answer", answer)
    complement = dossier.open_complement
    declared = newest_of(session, dossier.app_id)
    filed = declared.digest if declared else None
    details = {"answer": digest_of(text), "run": run_id, "convergence": filed}
    DOSSIER.fire(session, actor, dossier, "answer_complement", details=details)
    if complement is None:
        raise Conflict("No complement is open.", code="no_open_complement")
    complement.answer, complement.answered_by, complement.answered_at = text, actor.user_id, _now(session)
    if run_id is not None:
        _replace_run(session, actor, dossier, run_id, settings)
    _take_along(session, dossier, declared)
    return dossier


def recuse(session: Session, actor: Actor, dossier_id: str, *, reason: str) -> Recusal:
    """Stay out of a dossier in which one has an interest; it cannot be taken back."""
    dossier = repository.visible_dossier(session, actor, dossier_id)
    if not actor.works_at_the_office():
        raise Forbidden("Only people of the office recuse themselves.", code="wrong_role")
    if any(one.user_id == actor.user_id for one in dossier.recusals):
        raise Conflict("You have recused yourself already.", code="recused")
    recusal = Recusal(user_id=actor.user_id, reason=required_text("reason", reason), at=_now(session))
    dossier.recusals.append(recusal)
    _record(session, actor, dossier, "recusal_declared", reason=digest_of(recusal.reason))
    return recusal


def lapse_overdue(session: Session) -> Sequence[Dossier]:
    """Let every dossier lapse whose publisher did not answer in time."""
    waiting = repository.dossiers_awaiting_an_answer(session)
    overdue = [dossier for dossier in waiting if policy.reply_is_overdue(session, SYSTEM, dossier) is None]
    for dossier in overdue:
        DOSSIER.fire(session, SYSTEM, dossier, "lapse")
    return overdue


def possible(session: Session, actor: Actor, dossier: Dossier) -> tuple[Offer[Dossier], ...]:
    """Return what the actor may do with the dossier now, each with the reason when something stands in the way."""
    return DOSSIER.offers(session, actor, dossier)


def digest_of(text: str) -> str:
    """Return the digest that stands for a text in the audit chain, where no text of people belongs."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _take_along(session: Session, dossier: Dossier, declared: ConvergenceVersion | None) -> None:
    taken = documents.file(session, dossier.app_id)
    dossier.documents = [one.id for one in taken]
    for slot in dossier.evidence:
        slot.documents = [one.id for one in taken if slot.requirement in type_named(one.document.type).requirements]
    if declared is not None:
        dossier.convergence_number, dossier.convergence_digest = declared.number, declared.digest
        convergence.file(session, declared)
    session.flush()


def _own_release(session: Session, actor: Actor, release_id: str) -> Release:
    release = session.get(Release, release_id)
    if release is None or release.app.organisation_id != actor.organisation_id:
        raise NotFound("There is no such release.")
    return release


def _open_file(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    dossier = repository.locked_dossier(session, actor, dossier_id)
    if not actor.has_role(Role.PUBLISHER):
        raise Forbidden("Only the publisher completes the file.", code="wrong_role")
    for objection in (policy.is_of_the_publisher(session, actor, dossier), policy.is_open_to_changes(dossier)):
        if objection is not None:
            raise objection
    return dossier


def _accesses_of(release: Release) -> list[AccessRequest]:
    exchanges: Mapping[str, object] = release.exchanges
    return [
        AccessRequest(family=family, direction=str(direction), need="", modalities="", retention="")
        for family, directions in exchanges.items()
        if isinstance(directions, list)
        for direction in directions
    ]


def _replace_run(session: Session, actor: Actor, dossier: Dossier, run_id: str, settings: Settings) -> None:
    release, run = _own_release(session, actor, dossier.release_id), session.get(Run, run_id)
    if run is None or run.organisation_id != dossier.organisation_id:
        raise NotFound("There is no such run.")
    report = evidence.supporting_report(session, run, release, settings)
    dossier.run_id, dossier.report_digest = run.id, report.digest
    dossier.edition, dossier.edition_digest = report.edition, report.edition_digest
    kept = {slot.requirement: slot for slot in dossier.evidence}
    fresh = evidence.evidence_slots(report)
    for slot in fresh:
        if (old := kept.get(slot.requirement)) is not None:
            slot.statement, slot.document_name, slot.document_digest = (
                old.statement,
                old.document_name,
                old.document_digest,
            )
            slot.supplied_by, slot.supplied_at = old.supplied_by, old.supplied_at
    dossier.evidence.clear()
    session.flush()
    dossier.evidence.extend(fresh)


def _insert(session: Session, dossier: Dossier) -> None:
    try:
        with session.begin_nested():
            session.add(dossier)
    except IntegrityError as error:
        raise Conflict("This release has a dossier already.", code="dossier_exists") from error


def _file_digest(dossier: Dossier) -> str:
    parts = [dossier.consent_text, dossier.security_conditions]
    parts += [
        f"{one.family}.{one.direction}\n{one.need}\n{one.modalities}\n{one.retention}" for one in dossier.accesses
    ]
    return digest_of("\0".join(parts))


def _record(session: Session, actor: Actor, dossier: Dossier, event: str, **details: object) -> None:
    session.flush()
    audit.record(session, actor, event=event, subject=f"dossier:{dossier.id}", details=details)


def _now(session: Session) -> datetime:
    return clock_of(session).now()
