"""The wire on loopback in front of a small application of the test, with one space or several, and its journal."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from sandbox.authority import Authority, open_authority
from sandbox.journal.journal import Journal
from sandbox.journal.redaction import Redactor
from sandbox.journal.scribe import Scribe
from sandbox.journal.vault import SecretVault
from sandbox.spaces import Coordinates, OpenEpisode, Space, SpaceRegistry
from sandbox.wire.connection import Entrance
from sandbox.wire.front import Front
from sandbox.wire.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from pathlib import Path

QUICK = replace(Limits(), farewell_grace=0.05)  # clients of the tests read until we close
PATIENCE = 60.0  # seconds that a test waits for something that should come at once


def hello_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer `hello`, and say to the exchange which endpoint answered."""
    environ["poincon.exchange"].endpoint = environ["PATH_INFO"].rpartition("/")[2]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


@dataclass
class RunningWire:
    """A front with its spaces, on an event loop in a thread of its own."""

    folder: Path
    app: Callable[..., Iterable[bytes]] = hello_app
    limits: Limits = QUICK
    names: tuple[str, ...] = ("s1",)

    def __enter__(self) -> Self:
        self.authority: Authority = open_authority(self.folder)
        self.vault = SecretVault(b"key of the run")
        self.redactor = Redactor(self.vault)
        self.registry = SpaceRegistry()
        contexts = {kind: self.authority.server_context(kind) for kind in ("valid", "expired")}
        self.main = Entrance("main")
        self.tokens: dict[str, Entrance] = {}
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.front = Front(self.registry, self.app, contexts, Scribe(self.redactor), limits=self.limits)
        self.run(self.front.open(self.main))
        for name in self.names:
            self.run(self._open_space(name))
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    @property
    def space(self) -> Space:
        """The first space."""
        return self.registry.get(self.names[0])

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the coroutine returns
        """Run on the wire's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What the first space has journalled so far."""

        async def read() -> list[dict[str, Any]]:
            return self.space.journal.read()  # on the wire's loop: whatever a peer has received is journalled by then

        return [event for event in self.run(read()) if kind in (None, event["kind"])]

    def await_event(self, kind: str, **fields: object) -> dict[str, Any]:
        """Wait for an event of that kind with those fields."""

        async def look() -> dict[str, Any]:
            after = 0
            while True:
                for event in await self.space.journal.wait(after=after, episode=None, patience=PATIENCE):
                    after = event["seq"]
                    if event["kind"] == kind and all(event.get(name) == value for name, value in fields.items()):
                        return event

        return self.run(asyncio.wait_for(look(), PATIENCE))

    def open_episode(self, episode: str, *faults: object) -> None:
        """Open an episode in the first space."""
        self.space.open_episode(OpenEpisode(episode, faults))

    def connect(self, entrance: Entrance | None = None, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """Return a TLS connection to the main listener, or to another."""
        return (context or self.trusting()).wrap_socket(self.raw(entrance), server_hostname="localhost")

    def raw(self, entrance: Entrance | None = None) -> socket.socket:
        """Return a TCP connection without TLS."""
        return socket.create_connection(("127.0.0.1", (entrance or self.main).port), timeout=PATIENCE)

    @property
    def token(self) -> Entrance:
        """The token entrance of the first space."""
        return self.tokens[self.names[0]]

    def trusting(self) -> ssl.SSLContext:
        """Return a client context that trusts the authority."""
        return ssl.create_default_context(cafile=self.authority.ca_bundle)

    def get(self, path: str = "/s/s1/hello", entrance: Entrance | None = None, **headers: str) -> bytes:
        """Send one request on a connection of its own, return all that came back."""
        with self.connect(entrance) as tls:
            tls.sendall(request(path, **headers))
            return read_all(tls)

    async def _open_space(self, name: str) -> None:
        entrance = self.tokens[name] = Entrance("token")
        await self.front.open(entrance)
        root = f"https://localhost:{self.main.port}/s/{name}"
        token_endpoint = f"https://localhost:{entrance.port}/s/{name}/oauth2/token"
        journal = Journal(name, self.redactor)
        space = Space(name, Coordinates(root, token_endpoint), seed=1, journal=journal, vault=self.vault)
        journal.sole_episode = space.sole_episode
        entrance.space = space
        self.registry.add(space)

    async def _close(self) -> None:
        self.front.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.gather(*tasks, return_exceptions=True)


def request(path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> bytes:
    """Return the bytes of a request that asks to close."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    headers = {"Connection": "close"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        headers["Content-Length"] = str(len(body))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def read_all(sock: socket.socket) -> bytes:
    """Read until the other side ends; what a reset takes away is not missed."""
    received = b""
    while True:
        try:
            data = sock.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError):
            return received
        if not data:
            return received
        received += data
