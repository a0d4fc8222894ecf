"""A server that answers as it is told, for a browser to visit: pages, redirects, silence, dripping, hanging up."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True)
class Heard:
    """A request as it came: method, target, headers in lower case, body."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ScriptedApp:
    """`pages` maps a path (without query) to what answers it; `heard` are the requests in order."""

    port: int
    pages: dict[str, Callable[[Heard, socket.socket], None]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def page(self, path: str, body: str = "", *, status: int = 200, headers: tuple[str, ...] = ()) -> None:
        """Answer a path with a page."""
        self.pages[path] = lambda _heard, line: send(line, body.encode(), status=status, headers=headers)

    def redirect(self, path: str, target: str, *, status: int = 302, headers: tuple[str, ...] = ()) -> None:
        """Answer a path with a redirect."""
        self.page(path, status=status, headers=(f"Location: {target}", *headers))

    def bytes_at(self, path: str, raw: bytes) -> None:
        """Answer a path with these bytes, and hang up."""
        self.pages[path] = lambda _heard, line: line.sendall(raw)

    def silence_at(self, path: str) -> None:
        """Never answer a path."""
        self.pages[path] = lambda _heard, _line: self.over.wait() and None

    def drip_at(self, path: str) -> None:
        """Send a header that never ends, a byte at a time."""

        def drip(_heard: Heard, line: socket.socket) -> None:
            line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.over.wait(0.02):
                line.sendall(b"a")

        self.pages[path] = drip


def send(line: socket.socket, body: bytes, *, status: int = 200, headers: tuple[str, ...] = ()) -> None:
    """Write a whole answer, and say that the line ends with it: who reused it would race with its end."""
    kind = () if any(one.lower().startswith("content-type") for one in headers) else ("Content-Type: text/html",)
    head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *kind, *headers])
    line.sendall(head.encode("latin-1") + b"\r\n\r\n" + body)


@contextmanager
def scripted_app() -> Iterator[ScriptedApp]:
    """A scripted app on loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        app = ScriptedApp(listener.getsockname()[1])
        threading.Thread(target=_accept, args=(listener, app), daemon=True).start()
        try:
            yield app
        finally:
            app.over.set()
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, app: ScriptedApp) -> None:
    while True:
        try:
            line, _peer = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(line, app), daemon=True).start()


def _serve(line: socket.socket, app: ScriptedApp) -> None:
    with line:
        try:
            heard = _read(line)
            if heard is None:
                return
            app.heard.append(heard)
            answer = app.pages.get(heard.target.partition("?")[0])
            if answer is None:
                send(line, b"nothing here", status=404)
            else:
                answer(heard, line)
        except OSError:
            return


def _read(line: socket.socket) -> Heard | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = line.recv(65536)
        if not more:
            return None
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rows = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (row.split(": ", 1) for row in rows)}
    while len(body) < int(headers.get("content-length", "0")):
        body += line.recv(65536)
    method, target, _version = first.split(" ")
    return Heard(method, target, headers, body)
