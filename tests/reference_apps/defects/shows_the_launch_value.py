"""Tells somebody that a launch is not valid by showing the value as it came."""

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "INJ-03"


class Diary(Conformant):
    """The value becomes part of the page."""

    def launch(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Say which value it was."""
        try:
            return super().launch(query, form, sid)
        except Refused:
            return Page(400, f"Ce lien d'ouverture n'est pas valable : {query.get('launch', '')[:200]}")
