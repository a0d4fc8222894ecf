"""Whether an app at an address may be played: its domain proven, everything of it there, its space open."""

from datetime import datetime

from sqlalchemy.orm import Session

from catalogue_portal.apps.models import Release
from catalogue_portal.domains.addresses import addresses_elsewhere, origin_of, url_of
from catalogue_portal.domains.models import AppSpace, DomainProof
from catalogue_portal.domains.repository import find_proof, find_space
from catalogue_portal.errors import Conflict, DomainError
from catalogue_portal.settings import Settings


def is_proven(proof: DomainProof | None, now: datetime) -> bool:
    """Tell whether a proof holds at this moment."""
    return proof is not None and proof.expires_at is not None and now < proof.expires_at


def objection_to_address(release: Release, settings: Settings) -> DomainError | None:
    """Return why nothing can be proven or opened for this release here, or None."""
    if settings.spaces_at is None:
        return Conflict(
            "This portal has no address at which it opens spaces for apps that run elsewhere; ask its operator.",
            code="no_spaces",
        )
    if origin_of(url_of(release)) is None:
        return Conflict("The app is at no address of the web that can be proven.", code="no_provable_address")
    if elsewhere := addresses_elsewhere(release):
        return Conflict(
            "Every address of the app's client must be at its own domain and port: add a release that says so.",
            code="address_elsewhere",
            addresses=elsewhere,
        )
    return None


def objection_to_proof(session: Session, release: Release, settings: Settings, *, now: datetime) -> DomainError | None:
    """Return why the domain of this release does not count as its publisher's, or None."""
    if (objection := objection_to_address(release, settings)) is not None:
        return objection
    origin = str(origin_of(url_of(release)))
    proof = find_proof(session, release.app.organisation_id, origin)
    if is_proven(proof, now):
        return None
    if proof is not None and proof.expires_at is not None:
        return Conflict(f"The proof that {origin} is yours has expired: have us look again.", code="domain_expired")
    return Conflict("Prove first that the domain is yours.", code="domain_not_proven")


def objection_to_remote_run(
    session: Session, release: Release, settings: Settings, *, now: datetime
) -> DomainError | None:
    """Return why this release, which its publisher runs, cannot be played, or None."""
    if (objection := objection_to_proof(session, release, settings, now=now)) is not None:
        return objection
    space = find_space(session, release.app_id)
    if space is None or space.credentials_at is None or not is_in_place(space, settings):
        return Conflict("Open the app's space first, and tell the app its credentials.", code="space_not_open")
    return None


def is_in_place(space: AppSpace, settings: Settings) -> bool:
    """Tell whether a space lives where the operator has spaces now; else it is opened anew, under another issuer."""
    at = settings.spaces_at
    if at is None or not {space.main_port, space.token_port} <= set(at.ports):
        return False
    return space.issuer is None or space.issuer.startswith(f"https://{at.host}:")
