"""Forgetting assertions and revocations that have become meaningless."""

from datetime import timedelta

from catalogue_portal.chores import Chore
from catalogue_portal.context import Context
from catalogue_portal.credentials import repository


def _forget(context: Context) -> None:
    with context.database.writing() as session:
        repository.forget_the_past(session, context.clock.now())


CHORES = (Chore("forget used assertions and revoked tokens", timedelta(minutes=10), _forget),)
