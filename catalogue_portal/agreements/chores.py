"""What agreements do in the background."""

from datetime import timedelta

from catalogue_portal.agreements.models import AgreementState
from catalogue_portal.agreements.repository import agreements_in
from catalogue_portal.agreements.service import end_overdue, settle_hook_ups
from catalogue_portal.chores import Chore
from catalogue_portal.context import Context


def _settle_hook_ups(context: Context) -> None:
    with context.database.reading() as session:
        if not agreements_in(session, AgreementState.HOOK_UP):
            return
    with context.database.writing() as session:
        settle_hook_ups(session)


def _end_overdue(context: Context) -> None:
    with context.database.writing() as session:
        end_overdue(session)


CHORES = (
    Chore("draw the consequence of hook-up runs", timedelta(seconds=2), _settle_hook_ups),
    Chore("end agreements at their end", timedelta(minutes=1), _end_overdue),
)
