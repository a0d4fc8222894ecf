"""Who signs what, and what must hold before an agreement binds and opens the door to credentials."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.agreements.models import Agreement, Party
from catalogue_portal.apps.models import Release
from catalogue_portal.dossiers import policy as dossier_policy
from catalogue_portal.dossiers.models import Dossier
from catalogue_portal.errors import Conflict, DomainError, Forbidden, Invalid
from catalogue_portal.procedure import Procedure
from catalogue_portal.reviews.repository import opinion_on
from catalogue_portal.runs.models import Run
from catalogue_portal.storage.database import clock_of

Statement = Callable[[Session, Actor, Agreement], DomainError | None]


def is_of_the_publisher(session: Session, actor: Actor, agreement: Agreement) -> DomainError | None:
    """Only someone of the publisher, who never acted for the office on its dossier, acts for it in an agreement."""
    if actor.organisation_id != agreement.organisation_id:
        return Forbidden("This agreement is another organisation's.", code="not_your_organisation")
    return dossier_policy.keeps_to_one_side(session, actor, agreement.dossier_id)


def publisher_is_verified(session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """An organisation that is not verified, or is suspended, binds itself to nothing."""
    return dossier_policy.verified_objection(session, agreement.organisation_id)


def is_of_the_publisher_or_runs_the_portal(session: Session, actor: Actor, agreement: Agreement) -> DomainError | None:
    """A hook-up is asked for by the publisher, or by whoever runs the portal."""
    return None if actor.has_role(Role.ADMINISTRATOR) else is_of_the_publisher(session, actor, agreement)


def is_impartial(session: Session, actor: Actor, agreement: Agreement) -> DomainError | None:
    """Minister and CNAM are not represented by someone of the publisher, nor by someone recused from the dossier."""
    return dossier_policy.is_impartial(session, actor, _dossier(session, agreement))


def no_suspensive_reservation_is_open(session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """A suspensive reservation blocks the agreement until it is lifted."""
    opinion = opinion_on(session, agreement.dossier_id)
    if opinion is not None and opinion.open_suspensive_reservations:
        return Conflict("A suspensive reservation of the committee is not lifted.", code="suspensive_reservation_open")
    return None


def has_not_run_out(session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """Nothing more is signed or tried under an agreement whose end has passed."""
    if agreement.ends_at <= clock_of(session).now():
        return Conflict("The end of the agreement has passed.", code="agreement_over")
    return None


def has_run_out(session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """An agreement expires at its end and not before."""
    if agreement.ends_at > clock_of(session).now():
        return Conflict("The agreement has not come to its end.", code="agreement_not_over")
    return None


def has_not_signed(party: Party) -> Statement:
    """Make the statement: this party has not signed yet, and nobody signs for two."""

    def has_not_signed_yet(_session: Session, actor: Actor, agreement: Agreement) -> DomainError | None:
        """The party has not signed yet, and nobody signs for two."""
        if agreement.signature_of(party) is not None:
            return Conflict("This party has signed.", code="already_signed")
        if any(one.user_id == actor.user_id for one in agreement.signatures):
            return Forbidden("You have signed for another party.", code="signs_for_another_party")
        return None

    return has_not_signed_yet


def three_parties_have_signed(_session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """An agreement binds when publisher, minister and CNAM have signed the very same terms."""
    waited_for = [party.value for party in Party if agreement.signature_of(party) is None]
    if waited_for:
        return Conflict(f"Not signed yet by: {', '.join(waited_for)}.", code="signatures_missing", missing=waited_for)
    if {one.terms_digest for one in agreement.signatures} != {agreement.terms_digest()}:
        return Conflict("The terms are not those that were signed.", code="terms_changed")
    return None


def hook_up_is_conformant(session: Session, _actor: Actor, agreement: Agreement) -> DomainError | None:
    """The platform's own hook-up run exercised every exchange and scope of the agreement, on exactly this release."""
    run = session.get(Run, agreement.hook_up_run_id) if agreement.hook_up_run_id else None
    if run is None or run.kind != "hook_up" or run.release_id != agreement.release_id:
        return Conflict("There is no hook-up run of exactly this release.", code="hook_up_missing")
    if not _plays_the_terms(run, agreement):
        return Conflict("The hook-up run did not play the terms of the agreement.", code="hook_up_of_other_terms")
    if run.state != "finished" or run.verdict != "conformant":
        return Conflict("The hook-up run is not conformant.", code="hook_up_not_conformant", verdict=run.verdict)
    return None


def terms_objection(
    agreement: Agreement, dossier: Dossier, release: Release, now: datetime, procedure: Procedure
) -> DomainError | None:
    """An agreement gives what was asked for and declared, nothing more, and it ends."""
    asked = {f"{access.family}.{access.direction}" for access in dossier.accesses}
    given = {f"{family}.{way}" for family, ways in agreement.directions.items() for way in ways}
    data_scopes = {scope for scope in agreement.scopes if "." in scope}
    problems: dict[str, list[str]] = {}
    if not given <= asked:
        problems["exchanges"] = [f"not asked for: {', '.join(sorted(given - asked))}"]
    if data_scopes != given:
        problems["scopes"] = [f"scopes and exchanges differ in: {', '.join(sorted(data_scopes ^ given))}"]
    elif not set(agreement.scopes) <= set(release.scopes):
        problems["scopes"] = [f"not declared: {', '.join(sorted(set(agreement.scopes) - set(release.scopes)))}"]
    if not agreement.purposes or not set(agreement.purposes) <= set(dossier.purposes):
        problems["purposes"] = ["at least one, and only those of the dossier"]
    if not now < agreement.ends_at <= now + procedure.longest_agreement:
        problems["ends_at"] = [f"in the future, at most {procedure.longest_agreement.days} days from now"]
    if problems:
        return Invalid("The terms do not fit the dossier.", code="terms_do_not_fit", errors=problems)
    return None


def _plays_the_terms(run: Run, agreement: Agreement) -> bool:
    played = run.parameters.get("exchanges"), run.parameters.get("scopes")
    return played == (agreement.exchanges, agreement.scopes)


def _dossier(session: Session, agreement: Agreement) -> Dossier:
    return session.get_one(Dossier, agreement.dossier_id)
