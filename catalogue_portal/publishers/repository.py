"""Finding organisations and who belongs to them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import User
from catalogue_portal.errors import NotFound
from catalogue_portal.publishers.models import Membership, Organisation


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    """Return the organisation; NotFound when there is none."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return organisation


def list_organisations(session: Session) -> Sequence[Organisation]:
    """Return every organisation, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)).all()


def membership_of(session: Session, user_id: str) -> Membership | None:
    """Return a person's place, if they have one."""
    return session.get(Membership, user_id)


def is_member(session: Session, user_id: str, organisation_id: str) -> bool:
    """Tell whether a person belongs to an organisation now."""
    membership = membership_of(session, user_id)
    return membership is not None and membership.organisation_id == organisation_id


def members_of(session: Session, organisation_id: str) -> Sequence[tuple[User, Membership]]:
    """Return the people of an organisation, by name."""
    query = select(User, Membership).join(Membership, Membership.user_id == User.id)
    query = query.where(Membership.organisation_id == organisation_id).order_by(User.display_name, User.id)
    return [(user, membership) for user, membership in session.execute(query)]
