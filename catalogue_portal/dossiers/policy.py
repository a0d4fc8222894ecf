"""Who may act on a dossier, and when: each statement is silent when it holds, and objects with a reason when not."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.dossiers import evidence
from catalogue_portal.dossiers.hands import acted_for_the_office, worked_for_the_publisher
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.publishers.repository import get_organisation, is_member
from catalogue_portal.storage.database import clock_of


def is_of_the_publisher(session: Session, actor: Actor, dossier: Dossier) -> DomainError | None:
    """Only someone of the organisation that files it, who never acted for the office on it, carries a dossier."""
    if actor.organisation_id != dossier.organisation_id:
        return Forbidden("This dossier belongs to another organisation.", code="not_your_organisation")
    return keeps_to_one_side(session, actor, dossier.id)


def keeps_to_one_side(session: Session, actor: Actor, dossier_id: str) -> DomainError | None:
    """Who examined or decided for the office does not act for the publisher afterwards, whatever they have joined."""
    if acted_for_the_office(session, dossier_id, actor.user_id):
        return Forbidden("You acted for the office on this dossier.", code="acted_for_the_office")
    return None


def publisher_is_not_suspended(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """An organisation that is suspended hands nothing in."""
    if get_organisation(session, dossier.organisation_id).state == "suspended":
        return Forbidden("Your organisation is suspended.", code="organisation_suspended")
    return None


def publisher_is_verified(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """Anybody registers any organisation: the office goes no further before it knows who the publisher is."""
    return verified_objection(session, dossier.organisation_id)


def verified_objection(session: Session, organisation_id: str) -> DomainError | None:
    """Return why this organisation is not taken for who it says it is, or None."""
    state = get_organisation(session, organisation_id).state
    if state != "verified":
        return Conflict("The publisher's organisation is not verified.", code="organisation_not_verified", state=state)
    return None


def is_impartial(session: Session, actor: Actor, dossier: Dossier) -> DomainError | None:
    """Nobody acts for the office on a dossier of their own organisation, that they worked on, or are recused from."""
    own = actor.organisation_id == dossier.organisation_id or is_member(session, actor.user_id, dossier.organisation_id)
    if own or worked_for_the_publisher(session, dossier, actor.user_id):
        return Forbidden("You belong to the publisher of this dossier.", code="of_the_publisher")
    if any(recusal.user_id == actor.user_id for recusal in dossier.recusals):
        return Forbidden("You have recused yourself from this dossier.", code="recused")
    return None


def is_open_to_changes(dossier: Dossier) -> DomainError | None:
    """The publisher's file changes only while it is theirs to complete."""
    if dossier.state not in {DossierState.DRAFT, DossierState.COMPLEMENT_REQUESTED}:
        return Conflict(
            "The file can be changed only as a draft, or when a complement has been requested.", code="dossier_frozen"
        )
    return None


def edition_is_in_force(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """A dossier rests on an edition that is in force, or in transition, in the very text that the run was judged by."""
    return evidence.edition_objection(dossier.edition, dossier.edition_digest, clock_of(session).now().date())


def run_supports_the_dossier(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """The run is finished, of full scope, conclusive, and of exactly this release as it is now."""
    return evidence.run_objection(session, dossier.run_id, dossier.release_id)


def access_is_justified(_session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """Every exchange asked for says its need, its modalities and its retention (CSP R.1111-39)."""
    bare = [f"{access.family}.{access.direction}" for access in dossier.accesses if not access.is_justified()]
    if bare:
        return Conflict(
            f"Justify the need, the modalities and the retention of: {', '.join(bare)}.",
            code="access_not_justified",
            missing=bare,
        )
    return None


def consent_text_is_given(_session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """What the holder reads when consenting is part of the file as soon as the app asks for access (CSP R.1111-39)."""
    if dossier.accesses and not dossier.consent_text.strip():
        return Conflict("Give the text that people read when they consent.", code="consent_text_missing")
    return None


def security_is_described(_session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """The conditions of security are part of the file as soon as the app asks for access (CSP R.1111-39)."""
    if dossier.accesses and not dossier.security_conditions.strip():
        return Conflict("Describe the conditions in which the data is kept secure.", code="security_not_described")
    return None


def evidence_is_supplied(_session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """Each binding requirement that no machine verified has a statement of the publisher."""
    bare = [slot.requirement for slot in dossier.evidence if slot.needs_a_statement and not slot.statement.strip()]
    if bare:
        return Conflict(f"Bring evidence for: {', '.join(bare)}.", code="evidence_missing", missing=bare)
    return None


def reply_is_in_time(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """A complement is answered within its delay."""
    if _reply_delay_is_over(session, dossier):
        return Conflict("The delay for the answer is over.", code="reply_overdue")
    return None


def reply_is_overdue(session: Session, _actor: Actor, dossier: Dossier) -> DomainError | None:
    """A dossier lapses only when the delay for the answer is over."""
    if not _reply_delay_is_over(session, dossier):
        return Conflict("The delay for the answer is still running.", code="reply_not_overdue")
    return None


def _reply_delay_is_over(session: Session, dossier: Dossier) -> bool:
    complement = dossier.open_complement
    return complement is not None and clock_of(session).now() > complement.reply_due
