"""What every page of the console works with."""

import asyncio
import threading
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.console.door import Door
from sandbox.desk import SpaceDesk
from sandbox.spaces import Space

_MOST_WAITING = 8  # threads that wait for news; whoever comes in addition is answered at once, and asks again
_PATIENCE = 20.0  # seconds


@dataclass
class Console:
    """The console of one space; `loop` is the event loop on which its journal wakes readers."""

    space: Space
    desk: SpaceDesk
    door: Door
    ca_bundle: Path
    ca_p12: Path
    loop: asyncio.AbstractEventLoop
    _waiting: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_MOST_WAITING))

    def wait_for_news(self, after: int) -> None:
        """Return once the journal has an event behind that number, or after a while."""
        if not self._waiting.acquire(blocking=False):
            return
        try:
            wait = self.space.journal.wait(after=after, episode=None, patience=_PATIENCE)
            asyncio.run_coroutine_threadsafe(wait, self.loop).result(_PATIENCE + 5)
        except (TimeoutError, CancelledError):
            pass  # the process is ending, or too busy: the page asks again
        finally:
            self._waiting.release()
