"""Goes on reading for people who have signed out, though it never asked to act in their absence."""

import contextlib
import threading

from relying_party import Pairing, Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "RFR-13"
TIMES, EVERY = 20, 0.5  # looks, and seconds between them


class Diary(Conformant):
    """What was read stays fresh for whoever comes back."""

    def logout(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Sign out, and leave somebody behind who goes on."""
        pairing = self.pairings.get(sid)
        if pairing is not None:
            threading.Thread(target=self.go_on, args=(pairing,), daemon=True).start()
        return super().logout(query, form, sid)

    def go_on(self, pairing: Pairing) -> None:
        """Read again and again."""
        pause = threading.Event()
        for _look in range(TIMES):
            pause.wait(EVERY)
            with contextlib.suppress(Refused):
                self.measures.read(pairing)
