"""Knows the states that it gave, not to whom."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-03"


class Diary(Conformant):
    """One list of states for all browsers."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Take the sign-in that the state belongs to, whoever began it."""
        if sid not in self.pending:
            states = {pending.state: owner for owner, pending in self.pending.items()}
            owner = states.get(query.get("state", ""))
            if owner is not None:
                self.pending[sid] = self.pending.pop(owner)
        return super().callback(query, form, sid)
