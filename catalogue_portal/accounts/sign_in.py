"""Signing in: counted before the password is looked at, and answered alike whoever exists."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import SignInAttempt, User
from catalogue_portal.accounts.passwords import password_matches
from catalogue_portal.accounts.repository import find_by_email, normal_email
from catalogue_portal.actor import SYSTEM
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.errors import TooManyAttempts, Unauthenticated
from catalogue_portal.storage.database import Database, take_turn

WINDOW = timedelta(minutes=15)
PER_ADDRESS_AND_ORIGIN = 5
PER_ADDRESS = 50
PER_ORIGIN = 100
COUNTING = 0x5163  # the turn of whoever counts attempts: those of a burst would not see each other's


def authenticate(database: Database, clock: Clock, *, email: str, password: str, origin: str) -> User:
    """Return the person whose address and password these are.

    `origin` is the network address that asks. Raises TooManyAttempts, or Unauthenticated with one and the same
    message whether the address is unknown, the password wrong or the account disabled. Opens its own transactions:
    the slow comparison must not hold the database, and a failed attempt must stay counted.
    """
    address, source = _digest(normal_email(email)), _digest(origin)
    with database.writing() as session:
        _count(session, clock.now(), address, source)
        user = find_by_email(session, email)
    matches = password_matches(user.password_hash if user else None, password)
    if user is None or not matches or user.state != "active":
        with database.writing() as session:
            subject = f"user:{user.id}" if user else "user:unknown"
            audit.record(session, SYSTEM, event="sign_in_refused", subject=subject)
        raise Unauthenticated("The address or the password is not right.", code="wrong_credentials")
    with database.writing() as session:
        own = (SignInAttempt.email_digest == address) & (SignInAttempt.origin_digest == source)
        session.execute(delete(SignInAttempt).where(own))
    return user


def count_origin(database: Database, clock: Clock, origin: str) -> None:
    """Count an attempt that names no address, such as opening an account; raises TooManyAttempts."""
    with database.writing() as session:
        _count(session, clock.now(), _digest(""), _digest(origin), only_origin=True)


def _count(session: Session, now: datetime, address: str, source: str, *, only_origin: bool = False) -> None:
    # The attempt is written before the password is compared: a burst of parallel guesses is counted whole.
    take_turn(session, COUNTING)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
    of_address, of_source = SignInAttempt.email_digest == address, SignInAttempt.origin_digest == source
    limits = [(of_source, PER_ORIGIN)]
    if not only_origin:
        limits += [(of_address & of_source, PER_ADDRESS_AND_ORIGIN), (of_address, PER_ADDRESS)]
    for condition, limit in limits:
        number, oldest = session.execute(
            select(func.count(SignInAttempt.id), func.min(SignInAttempt.at)).where(condition)
        ).one()
        if number >= limit:
            wait = oldest + WINDOW - now
            raise TooManyAttempts("Too many attempts. Wait, then try again.", retry_after=int(wait.total_seconds()) + 1)
    session.add(SignInAttempt(at=now, email_digest=address, origin_digest=source))


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()
