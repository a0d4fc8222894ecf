"""The worker: one operating-system process that plays one run and ends."""

import logging
import os
import sys
import threading

from catalogue_portal.clock import SystemClock
from catalogue_portal.context import Context
from catalogue_portal.keys import KeyStore
from catalogue_portal.ports import Ports
from catalogue_portal.runs.execution import execute_run
from catalogue_portal.settings import Settings
from catalogue_portal.storage.database import Database

logger = logging.getLogger(__name__)

LEASH_CUT_EXIT = 76


def open_context(settings: Settings, ports: Ports) -> Context:
    """Open what a worker works with. Expects the database at the newest schema: the web process sees to that."""
    clock = SystemClock()
    return Context(settings, ports, Database(settings.database, clock), clock, KeyStore(settings.keys))


def play_one(settings: Settings, ports: Ports, run_id: str, *, supervisor: str) -> None:
    """Play this run if it still waits."""
    context = open_context(settings, ports)
    if not execute_run(context, run_id, worker=f"{supervisor}:{os.getpid()}"):
        logger.info("run %s was not waiting", run_id)
    context.database.close()


def hang_on_the_leash() -> None:
    """End this process when its standard input ends, which the kernel sees to however the supervisor dies."""
    threading.Thread(target=_end_with_stdin, name="leash", daemon=True).start()


def _end_with_stdin() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    # At once and without clean-up: the next supervisor may already be starting this run again.
    os._exit(LEASH_CUT_EXIT)
