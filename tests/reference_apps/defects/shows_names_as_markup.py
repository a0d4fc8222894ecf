"""Puts the name of the person into the page as it comes."""

from typing import Any

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "UI-07"


class Diary(Conformant):
    """Names are harmless."""

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Any:  # noqa: ANN401 - the page
        """Who is signed in here, not escaped."""
        pairing = self.pairings.get(sid)
        return super().me(query, form, sid) if pairing is None else Page(200, f"Bonjour {pairing.name}")
