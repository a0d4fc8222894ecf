"""The connection under a browser: where it may lead, and one bound on a whole answer, however slowly it drips."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from sandbox.egress import EgressError, Guard, RefusedUrlError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

TO_APPS = Guard(allow_loopback=True)  # whoever runs this may look at their own machine


def _here(_host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - getaddrinfo's own types
    """This machine, under whatever name: `::1` is where there is IPv6."""
    return [(family, socket.SOCK_STREAM, 0, "", (address, port)) for family, address in _LOOPBACK]


_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_TO_SPACE = Guard(allow_loopback=True, resolver=_here)  # it lives here, however others call this machine

_LOOK = 0.2  # seconds between two looks at whether the run was stopped


class Line:
    """The socket in use, so that a watchdog can hang up on it. One request at a time."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._hung_up = False
        self._lock = threading.Lock()

    def hold(self, connected: socket.socket | None) -> None:
        """This is the socket now; hang up at once if the time is over already."""
        with self._lock:
            self._socket = connected
            late = self._hung_up
        if late:
            self.hang_up()

    def hang_up(self) -> None:
        """End the conversation: whoever reads from the socket sees it closed."""
        with self._lock:
            self._hung_up = True
            held = self._socket
        if held is not None:
            with suppress(OSError):
                # the wrapped socket's own shutdown would wait for TLS; the plain one does not
                socket.socket.shutdown(held, socket.SHUT_RDWR)

    @property
    def hung_up(self) -> bool:
        """Whether the watchdog ended it."""
        return self._hung_up

    @contextmanager
    def watched(self, seconds: float, *, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Hang up if what is done inside takes longer than this, or as soon as the run is stopped."""
        self._hung_up = False
        watch = _Watch(self, time.monotonic() + seconds, cancelled)
        _WATCHDOG.begin(watch)
        try:
            yield
        finally:
            _WATCHDOG.end(watch)


@dataclass(frozen=True, eq=False)
class _Watch:
    """One request on a line: until when (monotonic seconds), and what tells that the run was stopped."""

    line: Line
    ends: float
    cancelled: Callable[[], bool]


class _Watchdog:
    """Hangs up on lines whose time is over: one thread for all of them, as there are thousands of requests."""

    def __init__(self) -> None:
        self._stirred = threading.Condition()
        self._watches: set[_Watch] = set()
        self._thread: threading.Thread | None = None

    def begin(self, watch: _Watch) -> None:
        """Look after a request from now on."""
        with self._stirred:
            self._watches.add(watch)
            if self._thread is None:
                self._thread = threading.Thread(target=self._patrol, name="watchdog", daemon=True)
                self._thread.start()
            elif len(self._watches) == 1:
                self._stirred.notify()

    def end(self, watch: _Watch) -> None:
        """Look after it no more: nobody hangs up on what comes next on its line."""
        with self._stirred:
            self._watches.discard(watch)

    def _patrol(self) -> None:
        while True:
            for watch in self._next_round():
                if time.monotonic() >= watch.ends or watch.cancelled():
                    self._hang_up(watch)

    def _next_round(self) -> tuple[_Watch, ...]:
        """Wait until it is time for a look, and return all that is to be looked at."""
        with self._stirred:
            while not self._watches:
                self._stirred.wait()
            soonest = min(watch.ends for watch in self._watches)
            self._stirred.wait(max(0.0, min(_LOOK, soonest - time.monotonic())))
            return tuple(self._watches)

    def _hang_up(self, watch: _Watch) -> None:
        with self._stirred:
            if watch in self._watches:
                self._watches.discard(watch)
                watch.line.hang_up()


_WATCHDOG = _Watchdog()


class Carrier(HTTPAdapter):
    """What carries single requests over connections that a line holds: requests' own, but for its sessions.

    A session would look for cookies, redirects and settings of the machine in every answer, which are ours to see to.

    It trusts the authorities of a file. With a guard it is for apps: a name is resolved once and the connection goes
    to an address that was looked at, so that no redirect and no change of mind of a name server leads to where we do
    not go; and the authorities that this machine trusts are trusted too, as an app that runs by itself may have its
    certificate from one of them.
    """

    def __init__(self, line: Line, ca_bundle: Path, *, guard: Guard | None = None) -> None:
        self._line = line
        self._guard = guard
        self._ca_bundle = ca_bundle
        super().__init__(pool_connections=4, pool_maxsize=2, max_retries=0)

    def carry(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None, *, seconds: float
    ) -> requests.Response:
        """Make a request and return the beginning of the answer, which is to be closed. Raises as requests does.

        `seconds` is how long to wait for a connection, and then for each piece of the answer.
        """
        request = requests.Request(method, url, headers=headers, data=body).prepare()
        return self.send(request, stream=True, timeout=seconds, verify=str(self._ca_bundle))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' signature
        """Let the pools make connections that the line holds, and that the guard has let through."""
        if self._guard is not None:
            kwargs["ssl_context"] = _machines_trust(self._ca_bundle)
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_pool, HTTPConnectionPool, partial(_Watched, self._line, self._guard or _TO_SPACE)),
            "https": partial(_pool, HTTPSConnectionPool, partial(_WatchedHttps, self._line, self._guard or _TO_SPACE)),
        }


def _pool(
    kind: type[HTTPConnectionPool],
    connection: Callable[..., HTTPConnection],
    *args: Any,  # noqa: ANN401 - urllib3's signature
    **kwargs: Any,  # noqa: ANN401 - idem
) -> HTTPConnectionPool:
    pool = kind(*args, **kwargs)
    pool.ConnectionCls = connection  # type: ignore[assignment] # it is only ever called
    return pool


class _Watched(HTTPConnection):
    """A connection whose socket a line holds, to an address that a guard has let through."""

    def __init__(self, line: Line, guard: Guard, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's
        super().__init__(*args, **kwargs)
        self._line = line
        self._guard = guard

    def _new_conn(self) -> socket.socket:
        return _dialled(self, self._guard)

    def connect(self) -> None:
        super().connect()
        self._line.hold(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's signature
        self._line.hold(self.sock)  # a connection kept alive
        super().request(*args, **kwargs)


class _WatchedHttps(_Watched, HTTPSConnection):
    """The same over TLS."""


def _dialled(connection: HTTPConnection, guard: Guard) -> socket.socket:
    scheme = "https" if isinstance(connection, HTTPSConnection) else "http"
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        dialled = guard.dial(f"{scheme}://{host}:{connection.port}/", timeout=seconds)
    except (RefusedUrlError, EgressError) as error:
        if isinstance(error.__cause__, TimeoutError):
            raise ConnectTimeoutError(connection, str(error)) from error
        raise NewConnectionError(connection, str(error)) from error
    for option in connection.socket_options or ():
        dialled.setsockopt(*option)
    return dialled


@cache
def _machines_trust(_ca_bundle: Path) -> ssl.SSLContext:
    """The system's authorities, or those of SSL_CERT_FILE, read once for each file that sessions add to them."""
    return ssl.create_default_context()
