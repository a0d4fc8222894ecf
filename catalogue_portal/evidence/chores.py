"""What documents do in the background."""

from datetime import timedelta

from catalogue_portal.chores import Chore
from catalogue_portal.context import Context
from catalogue_portal.evidence.retention import erase
from catalogue_portal.evidence.service import remind


def _remind(context: Context) -> None:
    with context.database.writing() as session:
        remind(session)


def _erase(context: Context) -> None:
    with context.database.writing() as session:
        erase(session)


CHORES = (
    Chore("tell of documents whose end is near", timedelta(hours=1), _remind),
    Chore("delete the content of documents whose time is over", timedelta(hours=1), _erase),
)
