"""What audit does in the background."""

from datetime import timedelta

from catalogue_portal.audit.sealer import seal
from catalogue_portal.chores import Chore
from catalogue_portal.context import Context


def _seal(context: Context) -> None:
    seal(context)


CHORES = (Chore("seal the audit chain", timedelta(seconds=1), _seal),)
