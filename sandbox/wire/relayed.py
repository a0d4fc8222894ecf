"""Sockets that listen elsewhere: a relay in another network namespace hands them out at a unix socket."""

import os
import socket
from pathlib import Path

from sandbox.wire.limits import Limits

_MOST_SOCKETS = 32
_LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


class RelayError(Exception):
    """A relay that cannot be met, or hands out what is no listening socket on loopback."""


def meet(path: Path, limits: Limits) -> tuple[socket.socket, list[socket.socket]]:
    """Return the line to the relay at `path`, which lasts as long as the relay, and the sockets that it handed out.

    Raises:
        RelayError: it does not answer as a relay does.
    """
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(limits.handshake_time)
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        line.connect(f"/proc/self/fd/{folder}/{path.name}")  # the name of a unix socket must be short
        _, numbers, _, _ = socket.recv_fds(line, 64, _MOST_SOCKETS)
    except OSError as error:
        line.close()
        raise RelayError(f"the relay at {path} does not answer: {error.strerror or error}") from error
    finally:
        os.close(folder)
    sockets = [socket.socket(fileno=number) for number in numbers]
    if not sockets or not all(map(_listens_on_loopback, sockets)):
        for sock in (line, *sockets):
            sock.close()
        raise RelayError(f"the relay at {path} handed out what does not listen on loopback")
    line.settimeout(0)
    return line, sockets


def _listens_on_loopback(sock: socket.socket) -> bool:
    return (
        sock.family in _LOOPBACK
        and sock.type == socket.SOCK_STREAM
        and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
        and sock.getsockname()[0] == _LOOPBACK[sock.family]
    )
