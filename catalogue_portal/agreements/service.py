"""The use cases of an agreement: draft, sign, hook up, bring into force, end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.agreements import policy, repository
from catalogue_portal.agreements.lifecycle import AGREEMENT, CLOSURE, UNFINISHED
from catalogue_portal.agreements.models import Agreement, AgreementState, Party, Signature
from catalogue_portal.apps.repository import get_release
from catalogue_portal.audit import service as audit
from catalogue_portal.dossiers.models import Dossier, DossierState
from catalogue_portal.dossiers.policy import is_impartial
from catalogue_portal.dossiers.repository import visible_dossier
from catalogue_portal.dossiers.service import digest_of
from catalogue_portal.errors import Conflict, Forbidden
from catalogue_portal.identifiers import new_identifier
from catalogue_portal.lifecycle import Offer
from catalogue_portal.procedure import procedure_named
from catalogue_portal.runs import service as runs
from catalogue_portal.runs.lifecycle import ENDED
from catalogue_portal.runs.repository import get_run
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import clock_of
from catalogue_portal.texts import required_text


@dataclass(frozen=True)
class Terms:
    """What is to be agreed: OAuth scopes, purposes, exchanges such as `{"measures": ["read"]}`, and the end."""

    scopes: Sequence[str]
    purposes: Sequence[str]
    exchanges: Mapping[str, Sequence[str]]
    ends_at: datetime


def draft(session: Session, actor: Actor, dossier_id: str, terms: Terms) -> Agreement:
    """Write the agreement that follows an approval; it gives nothing that the dossier did not ask for.

    Raises:
        Conflict: the dossier is not approved, or has its agreement already.
        Invalid: the terms do not fit the dossier; every problem at once.
    """
    dossier = visible_dossier(session, actor, dossier_id)
    session.refresh(dossier, with_for_update=True)
    _refuse_unless_impartial_decider(session, actor, dossier)
    if dossier.state != DossierState.APPROVED:
        raise Conflict("Only an approved dossier leads to an agreement.", code="dossier_not_approved")
    now = clock_of(session).now()
    agreement = Agreement(
        id=new_identifier("agr"),
        dossier_id=dossier.id,
        organisation_id=dossier.organisation_id,
        app_id=dossier.app_id,
        release_id=dossier.release_id,
        state=AGREEMENT.initial,
        scopes=_once(terms.scopes),
        purposes=_once(terms.purposes),
        exchanges={family: _once(ways) for family, ways in terms.exchanges.items() if ways},
        ends_at=terms.ends_at,
        drafted_by=actor.user_id,
        drafted_at=now,
        signatures=[],
    )
    release, procedure = get_release(session, dossier.release_id), procedure_named(dossier.procedure)
    if (objection := policy.terms_objection(agreement, dossier, release, now, procedure)) is not None:
        raise objection
    _insert(session, agreement)
    facts = {"dossier": dossier.id, "release": release.id, "terms": agreement.terms_digest()}
    audit.record(session, actor, event="agreement_drafted", subject=f"agreement:{agreement.id}", details=facts)
    return agreement


def open_for_signature(session: Session, actor: Actor, agreement_id: str) -> Agreement:
    """Present the terms to the three parties; they can no longer change."""
    agreement = repository.visible_agreement(session, actor, agreement_id)
    AGREEMENT.fire(session, actor, agreement, "open_for_signature", details={"terms": agreement.terms_digest()})
    return agreement


def sign(session: Session, actor: Actor, agreement_id: str, *, party: Party, capacity: str) -> Agreement:
    """Sign for one of the three parties, in a stated capacity; the third signature concludes the agreement."""
    agreement = repository.visible_agreement(session, actor, agreement_id)
    stated, terms = required_text("capacity", capacity, at_least=3), agreement.terms_digest()
    AGREEMENT.fire(session, actor, agreement, f"sign_for_{party}", details={"terms": terms})
    signature = Signature(
        party=party.value,
        user_id=actor.user_id,
        name=actor.display_name,
        capacity=stated,
        terms_digest=terms,
        at=clock_of(session).now(),
    )
    agreement.signatures.append(signature)
    session.flush()
    if policy.three_parties_have_signed(session, actor, agreement) is None:
        AGREEMENT.fire(session, SYSTEM, agreement, "conclude", details={"terms": terms})
    return agreement


def abandon(session: Session, actor: Actor, agreement_id: str, *, reasons: str) -> Agreement:
    """Give up an agreement that is not in force, so that another can be drafted."""
    agreement = repository.visible_agreement(session, actor, agreement_id)
    text = required_text("reasons", reasons)
    AGREEMENT.fire(session, actor, agreement, "abandon", details={"reasons": digest_of(text)})
    agreement.abandoned_because = text
    session.flush()
    return agreement


def request_hook_up(session: Session, actor: Actor, agreement_id: str, *, settings: Settings) -> Agreement:
    """Have the platform play every exchange and scope of the agreement with exactly this release."""
    agreement = repository.visible_agreement(session, actor, agreement_id)
    AGREEMENT.fire(session, actor, agreement, "request_hook_up")
    run = runs.request_hook_up(
        session,
        actor,
        agreement.release_id,
        exchanges=agreement.directions,
        scopes=agreement.scopes,
        clock=clock_of(session),
        settings=settings,
    )
    agreement.hook_up_run_id = run.id
    facts: dict[str, object] = {"run": run.id, "terms": agreement.terms_digest()}
    audit.record(session, actor, event="hook_up_queued", subject=f"agreement:{agreement.id}", details=facts)
    session.flush()
    return agreement


def settle_hook_ups(session: Session) -> Sequence[Agreement]:
    """Draw the consequence of every hook-up run that has ended: into force, or failed and to be asked for again."""
    settled = [
        agreement
        for agreement in repository.agreements_in(session, AgreementState.HOOK_UP)
        if _ended(session, agreement)
    ]
    for agreement in settled:
        _settle(session, agreement)
    return settled


def end_overdue(session: Session) -> Sequence[Agreement]:
    """End every agreement whose end has passed: it expires if it was in force, else it lapses."""
    candidates = repository.agreements_in(session, *UNFINISHED, AgreementState.IN_FORCE)
    over = [one for one in candidates if policy.has_run_out(session, SYSTEM, one) is None]
    for agreement in over:
        event = "expire" if agreement.state == AgreementState.IN_FORCE else "lapse"
        AGREEMENT.fire(session, SYSTEM, agreement, event)
    return over


def terminate(session: Session, agreement: Agreement, *, because: str) -> None:
    """End an agreement in force because of a measure of surveillance, named by its identifier."""
    AGREEMENT.fire(session, SYSTEM, agreement, "terminate", details={"because": because})


def possible(session: Session, actor: Actor, agreement: Agreement) -> tuple[Offer[Agreement], ...]:
    """Return what the actor may do with the agreement now, with the reason when something stands in the way."""
    return AGREEMENT.offers(session, actor, agreement)


def drafting_objection(session: Session, actor: Actor, dossier: Dossier) -> Conflict | Forbidden | None:
    """Return why the actor may not draft an agreement on this dossier now, or None: it is the button's reason."""
    try:
        _refuse_unless_impartial_decider(session, actor, dossier)
    except Forbidden as objection:
        return objection
    if dossier.state != DossierState.APPROVED:
        return Conflict("Only an approved dossier leads to an agreement.", code="dossier_not_approved")
    if repository.living_agreement_of(session, dossier.id) is not None:
        return Conflict("This dossier has its agreement already.", code="agreement_exists")
    return None


def _settle(session: Session, agreement: Agreement) -> None:
    objection = policy.hook_up_is_conformant(session, SYSTEM, agreement)
    if objection is not None or policy.has_not_run_out(session, SYSTEM, agreement) is not None:
        details: dict[str, object] = {
            "run": agreement.hook_up_run_id,
            "because": objection.code if objection else "agreement_over",
        }
        AGREEMENT.fire(session, SYSTEM, agreement, "fail_hook_up", details=details)
        return
    AGREEMENT.fire(session, SYSTEM, agreement, "bring_into_force", details={"run": agreement.hook_up_run_id})
    CLOSURE.fire(session, SYSTEM, session.get_one(Dossier, agreement.dossier_id), "close")


def _ended(session: Session, agreement: Agreement) -> bool:
    return agreement.hook_up_run_id is None or get_run(session, agreement.hook_up_run_id).state in ENDED


def _refuse_unless_impartial_decider(session: Session, actor: Actor, dossier: Dossier) -> None:
    if not actor.has_role(Role.DECIDER):
        raise Forbidden("This is for: decider.", code="wrong_role")
    if (objection := is_impartial(session, actor, dossier)) is not None:
        raise objection


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _insert(session: Session, agreement: Agreement) -> None:
    try:
        with session.begin_nested():
            session.add(agreement)
    except IntegrityError as error:
        raise Conflict("This dossier has its agreement already.", code="agreement_exists") from error
