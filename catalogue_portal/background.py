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
    """The threads behind one web process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.supervisor = Supervisor(context)
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=self.supervisor.run_forever, name="supervisor", daemon=True),
            threading.Thread(target=self._do_chores, name="chores", daemon=True),
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the threads; workers end too, and their runs are taken up at the next start."""
        self._closing.set()
        self.supervisor.close()
        for thread in self._threads:
            thread.join()

    def _do_chores(self) -> None:
        due = {chore: 0.0 for module in discovery.parts("chores") for chore in module.CHORES}
        while not self._closing.is_set():
            for chore in [chore for chore, at in due.items() if at <= time.monotonic()]:
                self._do(chore)
                due[chore] = time.monotonic() + chore.every.total_seconds()
            soonest = min(due.values(), default=time.monotonic() + 1.0)
            self._closing.wait(max(0.05, soonest - time.monotonic()))

    def _do(self, chore: Chore) -> None:
        try:
            chore.run(self._context)
        except Exception:
            logger.exception("the chore %s failed; it is tried again", chore.name)
