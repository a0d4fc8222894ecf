"""Answers a logout token with success and ends nothing."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = ("LGO-05", "LGO-14")


class Diary(Conformant):
    """The token is checked and forgotten."""

    def backchannel_logout(self, _query: dict[str, str], form: dict[str, str], _sid: str) -> Page:
        """Say yes."""
        self.signing_out.verify(form.get("logout_token", ""))
        return Page(200, "Session close.")
