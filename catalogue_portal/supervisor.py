"""The supervisor: starts a worker for each waiting run, and takes up the runs whose worker was lost."""

import logging
import secrets
import subprocess
import threading
from collections import Counter
from fcntl import LOCK_EX, LOCK_NB, flock
from typing import IO

from catalogue_portal.context import Context
from catalogue_portal.runs import attempts
from catalogue_portal.runs.repository import get_run

logger = logging.getLogger(__name__)

PERIOD_SECONDS = 0.5
BARREN_STARTS = 5
"""So many workers may end without having claimed the run they were started for."""


class Supervisor:
    """Keeps runs going. An `embedded` one holds its data folder alone; standalone ones share a database."""

    def __init__(self, context: Context, *, embedded: bool = True) -> None:
        self.name = f"{'embedded' if embedded else 'standalone'}-{secrets.token_hex(6)}"
        self._context = context
        self._embedded = embedded
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._barren: Counter[str] = Counter()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._lock: IO[str] | None = None
        context.database.on_commit(self._wake.set)

    def run_forever(self) -> None:
        """Supervise until `close`; an accident in one round is logged and does not end the next."""
        while not self._closing.is_set():
            try:
                self.round()
            except Exception:
                logger.exception("a round of the supervisor failed")
            self._wake.wait(PERIOD_SECONDS)
            self._wake.clear()
        for child in self._children.values():
            _end(child)
        if self._lock is not None:
            self._lock.close()

    def close(self) -> None:
        """Ask for the end: workers end with their leash, and their runs are taken up by the next supervisor."""
        self._closing.set()
        self._wake.set()

    def round(self) -> None:
        """Do once what is to be done now."""
        if not self._holds_the_folder():
            return
        self._reap()
        self._take_up_abandoned()
        self._start_waiting()

    def _holds_the_folder(self) -> bool:
        if not self._embedded or self._lock is not None:
            return True
        lock = (self._context.settings.data / "supervisor.lock").open("w")
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock  # held until this process ends, however it ends
        return True

    def _reap(self) -> None:
        for run_id, child in list(self._children.items()):
            if child.poll() is None:
                continue
            _end(child)
            del self._children[run_id]
            self._take_from(run_id, child)

    def _take_from(self, run_id: str, child: subprocess.Popen[bytes]) -> None:
        context = self._context
        with context.database.writing() as session:
            run = get_run(session, run_id)
            if run.state == "running" and run.worker == f"{self.name}:{child.pid}":
                attempts.interrupt(session, run_id, run.attempt, clock=context.clock, settings=context.settings)
            if run.state != "queued" or run.attempt:
                self._barren.pop(run_id, None)
                return
            self._barren[run_id] += 1
            if self._barren[run_id] >= BARREN_STARTS:
                reason = f"The worker could not start (exit status {child.returncode})."
                attempts.give_up(session, run_id, reason, clock=context.clock)

    def _take_up_abandoned(self) -> None:
        context = self._context
        since = context.clock.now() - context.settings.run_lease
        with context.database.reading() as session:
            lost = attempts.abandoned(session, since=since, supervisor=self.name)
        for run_id, attempt in lost:
            if (frozen := self._children.pop(run_id, None)) is not None:
                _end(frozen)  # first: it may have been frozen while it held the database's write lock
            with context.database.writing() as session:
                attempts.interrupt(session, run_id, attempt, clock=context.clock, settings=context.settings)

    def _start_waiting(self) -> None:
        free = self._context.settings.concurrent_runs - len(self._children)
        if free <= 0:
            return
        with self._context.database.reading() as session:
            waiting = attempts.waiting(session, limit=free + len(self._children))
        for run_id in [run_id for run_id in waiting if run_id not in self._children][:free]:
            self._children[run_id] = self._start(run_id)

    def _start(self, run_id: str) -> subprocess.Popen[bytes]:
        command = [*self._context.ports.worker_command, "--run", run_id, "--supervisor", self.name]
        # Its own session, so that a Ctrl-C meant for us does not reach it; its standard input is its leash.
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own worker


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    if child.stdin is not None:
        child.stdin.close()
