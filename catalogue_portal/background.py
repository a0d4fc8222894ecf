"""What the web process does besides answering: supervising runs, and the chores of the nouns."""

import logging
import threading
import time

from catalogue_portal import discovery
from catalogue_portal.chores import Chore
from catalogue_portal.context import Context
from catalogue_portal.supervisor import Supervisor

logger = logging.getLogger(__name__)


class Background:
    """The threads behind one web process. They end with it, in whatever way; what is left is done at the next start."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._due = {chore: 0.0 for module in discovery.parts("chores") for chore in module.CHORES}
        self._threads = [
            threading.Thread(target=Supervisor(context).run_forever, name="supervisor", daemon=True),
            threading.Thread(target=self._do_chores, name="chores", daemon=True),
        ]

    def start(self) -> None:
        """Do every chore once, so that nobody is answered before what lapsed meanwhile has; then start the threads."""
        self._do_what_is_due()
        for thread in self._threads:
            thread.start()

    def _do_chores(self) -> None:
        while True:
            time.sleep(max(0.05, min(self._due.values()) - time.monotonic()))
            self._do_what_is_due()

    def _do_what_is_due(self) -> None:
        for chore in [chore for chore, at in self._due.items() if at <= time.monotonic()]:
            self._do(chore)
            self._due[chore] = time.monotonic() + chore.every.total_seconds()

    def _do(self, chore: Chore) -> None:
        try:
            chore.run(self._context)
        except Exception:
            logger.exception("the chore %s failed; it is tried again", chore.name)
