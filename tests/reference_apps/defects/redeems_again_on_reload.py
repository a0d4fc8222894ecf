"""Redeems a code once more when its page is loaded again."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-04"


class Diary(Conformant):
    """A sign-in under way is never forgotten."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember the sign-in, and the browser under its new name as well."""
        pending = self.pending.get(sid)
        page = super().callback(query, form, sid)
        if pending is not None and page.cookie is not None:
            self.pending[page.cookie] = pending
        return page
