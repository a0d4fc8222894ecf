"""The voice of a worker: signs of life and news, gathered and written by a thread of its own."""

import logging
import os
import threading
from collections import deque
from types import TracebackType
from typing import Self

from catalogue_portal.context import Context
from catalogue_portal.ports import RunProgress
from catalogue_portal.runs import attempts

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.15
SUPERSEDED_EXIT = 75
"""Exit status (EX_TEMPFAIL) of a worker that had to be stopped because its run is no longer its own."""


class Reporter:
    """Beats for one attempt. When the attempt is superseded, or its end is wished, `must_stop()` says so."""

    def __init__(self, context: Context, run_id: str, attempt: int) -> None:
        self._context = context
        self._run_id = run_id
        self._attempt = attempt
        self._news: deque[RunProgress] = deque()
        self._stop_wished = threading.Event()
        self._superseded = threading.Event()
        self._closing = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_closed, name="reporter", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._close()

    def tell(self, progress: RunProgress) -> None:
        """Take news from the executor; never waits for the database."""
        self._news.append(progress)
        self._wake.set()

    def must_stop(self) -> bool:
        """Tell the executor whether to stop."""
        return self._stop_wished.is_set()

    def settle(self) -> None:
        """Write the last news and end the thread, so that the ending of the run is the last thing told."""
        self._close()
        if self._superseded.is_set():
            raise attempts.Fenced(f"attempt {self._attempt} of {self._run_id} was superseded while it was played")

    def _close(self) -> None:
        self._closing.set()
        self._wake.set()
        self._thread.join()

    def _beat_until_closed(self) -> None:
        clock, settings = self._context.clock, self._context.settings
        last = clock.now()
        while True:
            closing = self._closing.is_set()
            due = clock.now() - last >= settings.run_lease / 3
            if self._news or due:
                self._beat()
                last = clock.now()
            if closing:
                return
            self._wake.wait(settings.run_lease.total_seconds() / 3 if not self._news else TICK_SECONDS)
            self._wake.clear()

    def _beat(self) -> None:
        news = [self._news.popleft() for _ in range(len(self._news))]
        context = self._context
        try:
            with context.database.writing() as session:
                wished = attempts.beat(session, self._run_id, self._attempt, news, clock=context.clock)
        except Exception:
            # Superseded, or the database is out of reach: without signs of life the run will be taken from us anyway.
            logger.exception("no sign of life could be given for attempt %s of %s", self._attempt, self._run_id)
            self._superseded.set()
            self._stop_soon()
        else:
            if wished is not None:
                self._stop_soon()

    def _stop_soon(self) -> None:
        if self._stop_wished.is_set():
            return
        self._stop_wished.set()
        # An executor that does not listen must not hold the machine: the process ends, and its children with it.
        timer = threading.Timer(self._context.settings.cancel_grace.total_seconds(), os._exit, (SUPERSEDED_EXIT,))
        timer.daemon = True
        timer.start()
