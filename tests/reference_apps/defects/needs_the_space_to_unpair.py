"""Keeps a pairing whose revocation failed."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "REV-04"


class Diary(Conformant):
    """One thing after the other."""

    def unpair(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Revoke first, and forget only then."""
        pairing = self.pairings.get(sid)
        if pairing is not None and not self.relying_party.revoke(pairing):
            return Page(503, "L'espace de santé ne répond pas : vous restez connecté.")
        self.pairings.pop(sid, None)
        return Page(200, "L'appariement est terminé.")
