"""What surveillance does in the background."""

from datetime import timedelta

from catalogue_portal.chores import Chore
from catalogue_portal.context import Context
from catalogue_portal.surveillance.repository import unconfirmed
from catalogue_portal.surveillance.service import lapse_unconfirmed


def _lapse_unconfirmed(context: Context) -> None:
    with context.database.reading() as session:
        if not unconfirmed(session):
            return
    with context.database.writing() as session:
        lapse_unconfirmed(session)


CHORES = (Chore("let unconfirmed urgent suspensions lapse", timedelta(seconds=10), _lapse_unconfirmed),)
