"""What accounts do in the background."""

from datetime import timedelta

from catalogue_portal.accounts.sessions import forget_expired_sessions
from catalogue_portal.chores import Chore
from catalogue_portal.context import Context


def _forget_expired_sessions(context: Context) -> None:
    with context.database.writing() as session:
        forget_expired_sessions(session, clock=context.clock)


CHORES = (Chore("forget expired sessions", timedelta(minutes=10), _forget_expired_sessions),)
