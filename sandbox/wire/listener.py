"""A port on both loopback addresses, or on every address of this machine."""

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from sandbox.wire.stream import Stream

_ATTEMPTS = 20
_BACKLOG = 256
_LOOPBACK = ("127.0.0.1", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - for a space that apps elsewhere are to reach
Serve = Callable[[Stream], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Listener:
    """An open port; `streams` are the connections that it has accepted and not yet lost."""

    port: int
    servers: tuple[asyncio.Server, ...]

    def close(self) -> None:
        """Accept no more."""
        for server in self.servers:
            server.close()


async def listen(serve: Serve, *, port: int = 0, everywhere: bool = False) -> Listener:
    """Listen on 127.0.0.1 and, where there is IPv6, on ::1 with the same port; 0 asks for any free one.

    `everywhere`: on every address of this machine instead.

    Raises:
        OSError: the port is taken.
    """
    sockets = _bind(port, *(_EVERYWHERE if everywhere else _LOOPBACK))
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Stream(serve), sock=sock, backlog=_BACKLOG) for sock in sockets]
    return Listener(int(sockets[0].getsockname()[1]), tuple(servers))


def _bind(port: int, address: str, address_6: str) -> list[socket.socket]:
    for attempt in range(_ATTEMPTS):
        first = _bound(socket.AF_INET, address, port)
        try:
            return [first, _bound(socket.AF_INET6, address_6, first.getsockname()[1])]
        except OSError as error:
            if error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                return [first]
            first.close()
            if port or attempt == _ATTEMPTS - 1:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on both addresses")


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
    except OSError:
        sock.close()
        raise
    return sock
