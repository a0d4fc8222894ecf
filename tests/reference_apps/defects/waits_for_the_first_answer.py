"""Lets nobody begin a pairing again that was left half-way."""

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-16"


class Diary(Conformant):
    """One sign-in at a time."""

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The first must end first."""
        if sid in self.pending:
            raise Refused("Une connexion est déjà en cours.")
        return super().login(query, form, sid)
