"""What dossiers do in the background."""

from datetime import timedelta

from catalogue_portal.chores import Chore
from catalogue_portal.context import Context
from catalogue_portal.dossiers.repository import dossiers_awaiting_an_answer
from catalogue_portal.dossiers.service import lapse_overdue


def _lapse_overdue(context: Context) -> None:
    with context.database.reading() as session:
        if not dossiers_awaiting_an_answer(session):
            return
    with context.database.writing() as session:
        lapse_overdue(session)


CHORES = (Chore("let unanswered dossiers lapse", timedelta(minutes=1), _lapse_overdue),)
