"""Finding registrations, and remembering assertions and revocations until they are worth nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, false, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.credentials.models import Registration, RevokedAccessToken, UsedAssertion
from catalogue_portal.errors import NotFound

# The two databases say it alike, and SQLAlchemy has a word of its own for each.
_INSERT: Final[Mapping[str, Callable[..., Any]]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def visible_registration(session: Session, actor: Actor, client_id: str) -> Registration:
    """Return a registration, or raise `NotFound` when there is none that the actor may see."""
    found = session.scalar(select(Registration).where(Registration.id == client_id, _visible_to(actor)))
    if found is None:
        raise NotFound("There is no such registration.")
    return found


def visible_registrations(session: Session, actor: Actor) -> Sequence[Registration]:
    """Return the registrations that the actor may see, the newest first."""
    wanted = select(Registration).where(_visible_to(actor))
    return session.scalars(wanted.order_by(Registration.registered_at.desc(), Registration.id)).all()


def find_registration(session: Session, client_id: str) -> Registration | None:
    """Return the registration of a client identifier, whoever asks; for the authorization server."""
    return session.get(Registration, client_id)


def registration_of_label(session: Session, label_id: str) -> Registration | None:
    """Return the registration that rests on a label, if there is one."""
    return session.scalar(select(Registration).where(Registration.label_id == label_id))


def claim_assertion(session: Session, client_id: str, jti: str, *, forget_after: datetime) -> bool:
    """Remember an assertion; False if it was remembered already. The insertion itself is the check."""
    insert = _INSERT[session.get_bind().dialect.name]
    values = {"client_id": client_id, "jti": jti, "forget_after": forget_after}
    statement = insert(UsedAssertion).values(values).on_conflict_do_nothing().returning(UsedAssertion.jti)
    return session.scalar(statement) is not None


def revoke(session: Session, jti: str, client_id: str, *, forget_after: datetime) -> None:
    """Remember that an access token is worth nothing any more; twice is once."""
    if session.get(RevokedAccessToken, jti) is None:
        session.add(RevokedAccessToken(jti=jti, client_id=client_id, forget_after=forget_after))
        session.flush()


def is_revoked(session: Session, jti: str) -> bool:
    """Tell whether an access token was revoked."""
    return session.get(RevokedAccessToken, jti) is not None


def forget_the_past(session: Session, now: datetime) -> None:
    """Delete what can no longer matter: assertions and tokens that have expired anyway."""
    for remembered in (UsedAssertion, RevokedAccessToken):
        session.execute(delete(remembered).where(remembered.forget_after < now))


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    if actor.works_at_the_office():
        return true()
    return Registration.organisation_id == actor.organisation_id if actor.organisation_id else false()
