"""Serving the portal: granian with one process that answers, which is also the one that supervises runs."""

import ctypes
import os
import signal
import socket
from collections.abc import Callable

from granian import Granian
from granian.constants import Interfaces

from catalogue_portal.background import Background
from catalogue_portal.context import context_of
from catalogue_portal.portal import create_portal, make_context
from catalogue_portal.ports import Ports
from catalogue_portal.settings import Settings

THREADS = 32
"""Each open live feed holds one."""
PR_SET_PDEATHSIG = 1


class AddressTaken(Exception):  # noqa: N818 - it says what is the matter
    """Another program listens on the address."""


def serve(settings: Settings, ports: Ports, *, host: str, port: int) -> None:
    """Serve until interrupted. The answering process is started again should it die."""
    refuse_taken_address(host, port)
    # Migrations run here, before anything answers, and what is wrong with the data folder is said here.
    make_context(settings, ports).database.close()
    parent = os.getpid()
    server = Granian(
        "catalogue_portal",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=lambda: _answering(settings, ports, parent), wrap_loader=False)


def refuse_taken_address(host: str, port: int) -> None:
    """Raise AddressTaken when somebody listens there; the server itself would silently share the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(f"{host}:{port} cannot be used: {error.strerror}") from error


def _answering(settings: Settings, ports: Ports, parent: int) -> Callable[..., object]:
    _die_with(parent)
    app = create_portal(settings, ports)
    Background(context_of(app)).start()
    return app


def _die_with(parent: int) -> None:
    # Granian's own process may be killed outright; its child must not go on answering and supervising.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
