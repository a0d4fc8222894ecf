"""Who may see and change an organisation."""

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.errors import DomainError, Forbidden, NotFound
from catalogue_portal.publishers.models import Organisation
from catalogue_portal.publishers.repository import get_organisation, is_member, membership_of


def may_read(actor: Actor, organisation_id: str) -> bool:
    """Its own people, and the office."""
    return actor.organisation_id == organisation_id or actor.works_at_the_office() or actor.has_role(Role.SYSTEM)


def readable(session: Session, actor: Actor, organisation_id: str) -> Organisation:
    """Return the organisation if the actor may know of it; for others it does not exist."""
    if not may_read(actor, organisation_id):
        raise NotFound("There is no such organisation.")
    return get_organisation(session, organisation_id)


def owns(session: Session, actor: Actor, organisation_id: str) -> bool:
    """Tell whether the actor is an owner of the organisation."""
    membership = membership_of(session, actor.user_id)
    return membership is not None and membership.organisation_id == organisation_id and membership.rank == "owner"


def is_not_of_the_organisation(session: Session, actor: Actor, organisation: Organisation) -> DomainError | None:
    """Nobody verifies or suspends the organisation they belong to."""
    if is_member(session, actor.user_id, organisation.id):
        return Forbidden("You belong to this organisation.", code="own_organisation")
    return None
