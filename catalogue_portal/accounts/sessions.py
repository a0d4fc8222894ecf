"""Sessions of browsers, kept on the server: ended at once when they must, renewed often, useless as a copy."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from catalogue_portal.accounts.models import BrowserSession, User
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.secrets import digest, is_well_formed, new_secret
from catalogue_portal.accounts.service import person
from catalogue_portal.actor import Actor
from catalogue_portal.audit import service as audit
from catalogue_portal.clock import Clock
from catalogue_portal.settings import Settings

ROTATE_AFTER = timedelta(minutes=15)
OVERLAP = timedelta(seconds=30)
"""How long the old secret still works after a rotation, for requests already on their way."""
TOUCH_AFTER = timedelta(minutes=1)


def open_session(session: Session, user: User, *, clock: Clock, settings: Settings) -> str:
    """Open a session for somebody who has just proven who they are; return its secret, for the cookie."""
    secret, now = new_secret("session"), clock.now()
    session.add(
        BrowserSession(
            digest=digest(secret),
            user_id=user.id,
            created_at=now,
            rotated_at=now,
            seen_at=now,
            expires_at=now + settings.session_lifetime,
        )
    )
    audit.record(session, person(user), event="signed_in", subject=f"user:{user.id}")
    return secret


def find_session(
    session: Session, secret: str, *, clock: Clock, settings: Settings
) -> tuple[BrowserSession, Actor] | None:
    """Return the session of this secret and its person; None when it ended, or was never one."""
    if not is_well_formed(secret, "session"):
        return None
    kept = session.get(BrowserSession, digest(secret))
    if kept is None or min(kept.expires_at, kept.seen_at + settings.session_idle) <= clock.now():
        return None
    user = get_user(session, kept.user_id)
    return (kept, person(user)) if user.state == "active" else None


def is_due_for_rotation(kept: BrowserSession, clock: Clock) -> bool:
    """Tell whether the secret has been in use long enough to be replaced."""
    return clock.now() - kept.rotated_at >= ROTATE_AFTER and kept.expires_at - clock.now() > OVERLAP


def is_due_for_touch(kept: BrowserSession, clock: Clock) -> bool:
    """Tell whether the sign of life on record is old enough to be renewed."""
    return clock.now() - kept.seen_at >= TOUCH_AFTER


def rotate_session(session: Session, secret: str, *, clock: Clock) -> str | None:
    """Replace the secret; the old one works a little longer. None when the session is gone or just rotated."""
    kept = session.get(BrowserSession, digest(secret), with_for_update=True)
    now = clock.now()
    if kept is None or not is_due_for_rotation(kept, clock):
        return None
    renewed = new_secret("session")
    session.add(
        BrowserSession(
            digest=digest(renewed),
            user_id=kept.user_id,
            created_at=kept.created_at,
            rotated_at=now,
            seen_at=now,
            expires_at=kept.expires_at,
        )
    )
    kept.expires_at = now + OVERLAP
    return renewed


def touch_session(session: Session, secret: str, *, clock: Clock) -> None:
    """Note that the session is in use."""
    kept = session.get(BrowserSession, digest(secret))
    if kept is not None:
        kept.seen_at = clock.now()


def close_session(session: Session, actor: Actor, secret: str) -> None:
    """End this session under every secret that it still has: the one just replaced, the one that replaces it."""
    kept = session.get(BrowserSession, digest(secret))
    if kept is not None:
        # What a rotation made is of the same person and of the same moment of signing in.
        same = (BrowserSession.user_id == kept.user_id) & (BrowserSession.created_at == kept.created_at)
        session.execute(delete(BrowserSession).where(same))
    audit.record(session, actor, event="signed_out", subject=f"user:{actor.user_id}")


def forget_expired_sessions(session: Session, *, clock: Clock) -> None:
    """Delete what has expired."""
    session.execute(delete(BrowserSession).where(BrowserSession.expires_at < clock.now()))
