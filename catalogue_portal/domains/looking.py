"""Looking whether what was asked for is at the domain: read, fetch without a transaction, then record.

What is asked for is not the token alone. A server that answers every address with that address, as many pages that say
"not found" do, would prove itself to be anybody's; the answer holds a second value that the address does not tell.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from catalogue_portal.actor import SYSTEM, Actor
from catalogue_portal.apps.models import Release
from catalogue_portal.apps.policy import readable_release, refuse_unless_publisher_of
from catalogue_portal.audit import service as audit
from catalogue_portal.context import Context
from catalogue_portal.domains.addresses import origin_of, url_of
from catalogue_portal.domains.models import DomainProof
from catalogue_portal.domains.policy import is_proven, objection_to_address
from catalogue_portal.domains.repository import find_holder, find_proof
from catalogue_portal.errors import Conflict, DomainError, TooManyAttempts
from catalogue_portal.ports import DomainUnread, ProofFetcher
from catalogue_portal.storage.database import lock_row

WELL_KNOWN: Final = "/.well-known/poincon-challenge/"
BETWEEN_LOOKS: Final = timedelta(seconds=5)
"""Nobody has us knock at a door more often than that."""


@dataclass(frozen=True)
class Place:
    """Where to look for which proof, and what is to be found there."""

    proof_id: str
    url: str
    answer: str


def address_of(proof: DomainProof) -> str:
    """Return where the answer of a proof is to be put."""
    return f"{proof.origin}{WELL_KNOWN}{proof.token}"


def look_now(context: Context, actor: Actor, release_id: str) -> DomainProof:
    """Look for the proof of a release's domain, as its publisher wishes; raise what was found wrong, once recorded."""
    with context.database.reading() as session:
        release = readable_release(session, actor, release_id)
        refuse_unless_publisher_of(actor, release.app.organisation_id)
        own = _claimed(session, context, release)
        if own.looked_at is not None and context.clock.now() - own.looked_at < BETWEEN_LOOKS:
            raise TooManyAttempts("We looked a moment ago.", retry_after=BETWEEN_LOOKS.seconds)
    return _look(context, actor, own)


def confirm(context: Context, release: Release) -> None:
    """Look again whether the domain of a release is still its publisher's; raise what was found wrong."""
    with context.database.reading() as session:
        own = _claimed(session, context, release)
    _look(context, SYSTEM, own)


def _look(context: Context, actor: Actor, own: DomainProof) -> DomainProof:
    fetch, now = context.ports.fetch_proof, context.clock.now()
    with context.database.reading() as session:
        holder = find_holder(session, own.origin)
    rival = holder if holder is not None and holder.id != own.id and is_proven(holder, now) else None
    failure = _failure(_place(own), fetch)
    if failure is None and rival is not None and _failure(_place(rival), fetch) is None:
        failure = Conflict("Another organisation has proven this domain, and still does.", code="domain_held")
    with context.database.writing() as session:
        _refuse_unless_as_it_was(session, own.origin, holder)
        proof = _recorded(session, context, actor, own.id, failure)
    if failure is not None:
        raise failure
    return proof


def _refuse_unless_as_it_was(session: Session, origin: str, holder: DomainProof | None) -> None:
    """Raise Conflict when somebody has proven the origin since we asked who holds it: of them nothing was fetched."""
    now = find_holder(session, origin)
    if now is not None and (holder is None or now.id != holder.id):
        raise Conflict("Somebody proved this domain just before you; look again.", code="lost_race")


def _recorded(
    session: Session, context: Context, actor: Actor, proof_id: str, failure: DomainError | None
) -> DomainProof:
    proof, now = session.get_one(DomainProof, proof_id), context.clock.now()
    lock_row(session, proof)
    proof.looked_at = now
    if failure is not None:
        event = "domain_lapsed" if proof.held_origin else "domain_not_found"
        _let_go(proof, failure.code, failure.detail)
        _audit(session, actor, event, proof, {"reason": failure.code})
        return proof
    holder = find_holder(session, proof.origin)
    if holder is not None and holder.id != proof.id:
        lock_row(session, holder)
        _let_go(holder, "domain_taken_over", "Another organisation has proven this domain since.")
        _audit(session, actor, "domain_lapsed", holder, {"reason": "domain_taken_over"})
        session.flush()  # before the next line claims what is unique
    proof.failure = proof.failure_detail = None
    proof.proven_at, proof.expires_at = now, now + context.settings.domain_proof
    proof.held_origin = proof.origin
    _audit(session, actor, "domain_proven", proof, {"until": proof.expires_at.isoformat()})
    session.flush()
    return proof


def _let_go(proof: DomainProof, code: str, detail: str) -> None:
    proof.failure, proof.failure_detail = code, detail
    proof.proven_at = proof.expires_at = proof.held_origin = None


def _audit(session: Session, actor: Actor, event: str, proof: DomainProof, more: dict[str, object]) -> None:
    details = {"origin": proof.origin, "organisation": proof.organisation_id, **more}
    audit.record(session, actor, event=event, subject=f"domain:{proof.id}", details=details)


def _claimed(session: Session, context: Context, release: Release) -> DomainProof:
    if (objection := objection_to_address(release, context.settings)) is not None:
        raise objection
    found = find_proof(session, release.app.organisation_id, str(origin_of(url_of(release))))
    if found is None:
        raise Conflict("Ask first what to put at the domain.", code="domain_not_claimed")
    return found


def _place(proof: DomainProof) -> Place:
    return Place(proof.id, address_of(proof), proof.answer)


def _failure(place: Place, fetch: ProofFetcher) -> DomainError | None:
    try:
        found = fetch(place.url)
    except DomainUnread as unread:
        return Conflict(f"{place.url}: {unread}", code=unread.code, because=[str(unread)])
    if found.strip() == place.answer.encode():
        return None
    return Conflict(f"{place.url} answers something else than it should.", code="domain_wrong_answer")
