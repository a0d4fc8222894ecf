"""Names of people, for pages that tell who did what."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import User
from catalogue_portal.actor import SYSTEM


def names_of(session: Session, identifiers: Iterable[str | None]) -> Mapping[str, str]:
    """Return the names of these people; an identifier that nobody has stands for itself."""
    wanted = {identifier for identifier in identifiers if identifier}
    rows = session.execute(select(User.id, User.display_name).where(User.id.in_(wanted)))
    return {identifier: identifier for identifier in wanted} | {SYSTEM.user_id: SYSTEM.display_name} | dict(rows.all())
