"""A gate through which many pass at once, or one alone."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class StillBusyError(RuntimeError):
    """Those inside did not come out in time."""


class Gate:
    """Shared by those who use something, closed for whoever exchanges all of it.

    Whoever wants to be alone holds off newcomers, so that those inside come to an end; a thread that is inside may
    enter again all the same.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._closed = False
        self._mine = threading.local()

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Pass, waiting while somebody is or wants to be alone."""
        depth = getattr(self._mine, "depth", 0)
        if depth == 0:
            with self._changed:
                self._changed.wait_for(lambda: not self._closed)
                self._inside += 1
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if depth == 0:
                with self._changed:
                    self._inside -= 1
                    self._changed.notify_all()

    @contextmanager
    def alone(self, patience: float) -> Iterator[None]:
        """Be alone, once those inside have left.

        Raises:
            StillBusyError: they have not within `patience` seconds, or somebody else wants to be alone.
        """
        end = time.monotonic() + patience
        with self._changed:
            if not self._changed.wait_for(lambda: not self._closed, patience):
                raise StillBusyError("somebody else is at it")
            self._closed = True
            empty = self._changed.wait_for(lambda: self._inside == 0, max(end - time.monotonic(), 0.0))
            if not empty:
                self._open()
                raise StillBusyError(f"{self._inside} requests are still under way")
        try:
            yield
        finally:
            with self._changed:
                self._open()

    def _open(self) -> None:
        self._closed = False
        self._changed.notify_all()
