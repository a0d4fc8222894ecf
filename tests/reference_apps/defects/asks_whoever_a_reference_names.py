"""Looks up the subject of each measure at whichever host its reference names, with its tokens."""

from contextlib import suppress
from typing import Any

from measures import Measures as Conformant
from measures import Reading
from observations import member
from relying_party import Pairing, Refused

KILLED_BY = "INJ-08"


class Measures(Conformant):
    """The host of a reference is not looked at."""

    def sorted_out(self, pairing: Pairing, resources: list[dict[str, Any]], *, whole: bool) -> Reading:
        """Ask for each subject; what becomes of it is no matter."""
        for url in {str(member(one, "subject").get("reference", "")) for one in resources}:
            if url.startswith("https://"):
                with suppress(Refused):
                    self.authorized(pairing, "GET", url)
        return super().sorted_out(pairing, resources, whole=whole)
