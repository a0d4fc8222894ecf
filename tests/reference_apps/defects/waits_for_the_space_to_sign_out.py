"""Ends its own session only once the space has led the person back."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LGO-04"


class Diary(Conformant):
    """The way out leads through the space."""

    def logout(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Keep the session for now."""
        pairing = self.paired(sid)
        return Page(200, f"Encore un pas. {self.signing_out.form(pairing, sid)}")

    def home(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Whatever leads back here, the logout is done then."""
        if sid in self.signing_out.states:
            self.pairings.pop(sid, None)
        return super().home(query, form, sid)
