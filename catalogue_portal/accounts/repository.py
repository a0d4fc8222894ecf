"""Finding people."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import User
from catalogue_portal.errors import NotFound


def normal_email(email: str) -> str:
    """Return the form under which an address is kept and compared."""
    return email.strip().casefold()


def find_by_email(session: Session, email: str) -> User | None:
    """Return the person with this address, if any."""
    return session.scalars(select(User).where(User.email == normal_email(email))).one_or_none()


def get_user(session: Session, user_id: str) -> User:
    """Return the person; NotFound when there is none."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def list_users(session: Session) -> Sequence[User]:
    """Return everybody, by address; for administrators."""
    return session.scalars(select(User).order_by(User.email)).all()
