"""Ports for the apps that are started, chosen before they listen."""

from __future__ import annotations

import errno
import random
import socket
import threading
from itertools import chain
from pathlib import Path

LOWEST = 16_384  # below live the services that a machine may start while we choose
EPHEMERAL_FROM = 32_768  # where systems that do not say it begin with ports of outgoing connections
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")

_given: set[int] = set()
_given_lock = threading.Lock()
_chance = random.SystemRandom()  # two runs at once must not walk through the same ports


def free_port() -> int:
    """A port that is free on both loopback addresses, never given twice by this process.

    It is none of those that the system lends to outgoing connections: of such a one, any call may take it away between
    now and the moment when the app listens. Raises OSError when none is left.
    """
    candidates = range(LOWEST, max(_ephemeral_from(), LOWEST + 1))
    first = _chance.randrange(len(candidates))
    with _given_lock:
        for port in chain(candidates[first:], candidates[:first]):
            if port not in _given and _is_free(port, socket.AF_INET) and _is_free(port, socket.AF_INET6):
                _given.add(port)
                return port
    raise OSError(errno.EADDRINUSE, f"no port from {candidates.start} to {candidates.stop - 1} is free")


def _ephemeral_from() -> int:
    try:
        return int(RANGE.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return EPHEMERAL_FROM


def _is_free(port: int, family: socket.AddressFamily) -> bool:
    """Whether a listener could have it; a machine without this family has nothing in the way."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if family is socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(("127.0.0.1" if family is socket.AF_INET else "::1", port))
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True
