"""The relay of a pod: the first program in its network namespace, and the only door of it.

It runs in a container of its own, without network, with nothing but this file, an interpreter and a folder of sockets.
Two unix sockets lead out of it:

- `out`: whoever connects is handed the sockets that listen on loopback, inside, at the ports of the space. The space
  itself then accepts what the app opens: nothing is copied, so that how a connection ends, or whether an answer was
  taken, is seen as it is seen of any app. A socket listens where it was made: it gives the app no way further.
- `in`: whoever connects brings sockets that are bound outside, and names the port of the app. Once something listens
  there, so do they; what they accept is copied to the app and back.

Ports of the space are taken before the app starts, so that it cannot take them.
"""

import contextlib
import os
import select
import socket
import struct
import sys
import threading
import time

FOLDER = "/relay"  # in its container
OUT, IN = "out", "in"
_BACKLOG = 256
_CHUNK = 64 * 1024
_PAUSE = 0.02  # seconds between two looks at whether the app listens
_MOST_SOCKETS = 4  # of those that are brought
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: what is closed so is reset


def main() -> None:
    """Take the ports given as arguments, then serve both doors for ever."""
    listening = [sock for port in map(int, sys.argv[1:]) for sock in _listen(port)]
    out, way_in = _door(OUT), _door(IN)
    threading.Thread(target=_hand_out, args=(out, listening), daemon=True).start()
    _take_in(way_in)


def _door(name: str) -> socket.socket:
    """Open a unix socket that others may use; it appears under its name once it listens."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path = f"{FOLDER}/{name}"
    door.bind(f"{path}.new")
    door.listen(_BACKLOG)
    os.chmod(f"{path}.new", 0o666)  # noqa: PTH101, S103 - pathlib is not in the container; its folder is closed to others
    os.rename(f"{path}.new", path)  # noqa: PTH104 - idem
    return door


def _listen(port: int) -> list[socket.socket]:
    """Listen on the loopback addresses; a namespace may have none of IPv6."""
    first = _bound(socket.AF_INET, "127.0.0.1", port)
    try:
        return [first, _bound(socket.AF_INET6, "::1", port)]
    except OSError:
        return [first]


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    if family is socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    sock.bind((address, port))
    sock.listen(_BACKLOG)
    return sock


def _hand_out(door: socket.socket, listening: list[socket.socket]) -> None:
    """Hand the listening sockets to each who comes; the line is kept, and ends with us."""
    kept = []
    while True:
        line, _ = door.accept()
        with contextlib.suppress(OSError):
            socket.send_fds(line, [b"%d" % len(listening)], [sock.fileno() for sock in listening])
            kept.append(line)


def _take_in(door: socket.socket) -> None:
    """Let those who come bring sockets, which lead to a port inside from the moment when something listens there."""
    while True:
        line, _ = door.accept()
        with line:
            said, numbers, _, _ = socket.recv_fds(line, 64, _MOST_SOCKETS)
        for number in numbers:
            brought = socket.socket(fileno=number)
            threading.Thread(target=_lead, args=(brought, int(said)), daemon=True).start()


def _lead(outside: socket.socket, port: int) -> None:
    while not _answers(port):
        time.sleep(_PAUSE)
    with contextlib.suppress(OSError):  # it was shut down by who brought it: the app has ended
        outside.listen(_BACKLOG)
        while True:
            connection, _ = outside.accept()
            _beside(connection, port)


def _beside(connection: socket.socket, port: int) -> None:
    try:
        threading.Thread(target=_carry, args=(connection, port), daemon=True).start()
    except RuntimeError:  # more at once than this container may have threads
        _end(connection, reset=True)


def _answers(port: int) -> bool:
    try:
        _to_app(port).close()
    except OSError:
        return False
    return True


def _to_app(port: int) -> socket.socket:
    """Connect to the app; no name is asked for, which would take more of the interpreter than is in the container."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.connect(("127.0.0.1", port))
    except OSError:
        sock.close()
        raise
    return sock


def _carry(outer: socket.socket, port: int) -> None:
    """Copy between a connection from outside and one to the app, and let each end as the other does."""
    try:
        inner = _to_app(port)
    except OSError:
        _end(outer, reset=True)
        return
    broken = False
    try:
        _copy(outer, inner)
    except OSError:
        broken = True
    _end(outer, reset=broken)
    _end(inner, reset=broken)


def _end(sock: socket.socket, *, reset: bool) -> None:
    with contextlib.suppress(OSError):
        if reset:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    sock.close()


class _Side:
    """One end of a copy: what is still to be written to it, and which of its directions are over."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.to_write = b""
        self.heard_out = False  # it sends no more
        self.told_all = False  # nor do we

    def events(self, other: "_Side") -> int | None:
        """Return what to wait for; None when there is nothing left to learn of it."""
        reading = select.POLLIN if not self.heard_out and not other.to_write else 0
        writing = select.POLLOUT if self.to_write else 0
        return None if self.heard_out and self.told_all else reading | writing


def _copy(outer: socket.socket, inner: socket.socket) -> None:
    """Copy both ways until both have ended in order. Raises OSError when one was reset."""
    sides = (_Side(outer), _Side(inner))
    for side in sides:
        side.sock.settimeout(0)
        side.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while not all(side.told_all for side in sides):
        poll = select.poll()
        for side, other in (sides, sides[::-1]):
            events = side.events(other)
            if events is not None:
                poll.register(side.sock, events)
        ready = dict(poll.poll())
        for side, other in (sides, sides[::-1]):
            if ready.get(side.sock.fileno(), 0):
                _move(side, other)


def _move(side: _Side, other: _Side) -> None:
    """Read from a side that has something to say, write to it what it has not taken yet."""
    if not side.heard_out and not other.to_write:
        with contextlib.suppress(BlockingIOError):
            other.to_write = side.sock.recv(_CHUNK)
            side.heard_out = not other.to_write
    for one, source in ((other, side), (side, other)):
        if one.to_write:
            with contextlib.suppress(BlockingIOError):
                one.to_write = one.to_write[one.sock.send(one.to_write) :]
        if source.heard_out and not one.to_write and not one.told_all:
            one.told_all = True
            one.sock.shutdown(socket.SHUT_WR)


if __name__ == "__main__":
    main()
