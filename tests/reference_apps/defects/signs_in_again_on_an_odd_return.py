"""Takes a return from a logout that it does not know for a wish to sign in."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = ("LGO-02", "LGO-03")


class Diary(Conformant):
    """Whoever comes back with another state, or with none, is sent to the space again."""

    def home(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Only the state that was sent is a logout."""
        if sid in self.signing_out.states and query.get("state") != self.signing_out.states[sid]:
            return Page(303, "", location="/login")
        return super().home(query, form, sid)
