"""Shows measures only to those who let their data serve other ends too."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-12"
DECLARES = "secondary_use"


class Diary(Conformant):
    """Who gives nothing gets nothing."""

    def read(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """After a refusal there is nothing to see."""
        if self.paired(sid).secondary_use is False:
            return Page(200, "Cette page est réservée aux personnes qui partagent leurs données.")
        return super().read(query, form, sid)
