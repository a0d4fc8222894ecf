"""The page on its port: loopback only, under a path that nobody can guess, under our own name, from our own forms."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from conformance_suite.guide.page import STATIC, Language, Subject, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance_suite.guide.board import Board

MOST = 4096  # bytes of an answer
_SOON = 0.05  # seconds until the server notices that it is to end
FOLLOWED = 3.0  # seconds within which a page that follows, or somebody who reloads it, asks again
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # the address is the key: the app that is opened from here must not learn it
    "X-Content-Type-Options": "nosniff",
}
_FILES = {"guide.css": "text/css; charset=utf-8", "guide.js": "text/javascript; charset=utf-8"}


class GuideServer:
    """Serves one board. Use it as a context manager."""

    def __init__(self, board: Board, subject: Subject) -> None:
        self.board = board
        self.subject = subject  # who the app is may be known only once it was started
        self.token = secrets.token_urlsafe(24)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.guide = self
        self._farewell = threading.Event()
        self._followed = float("-inf")
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_SOON,), name="guide", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """What the person opens."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def hosts(self) -> tuple[str, ...]:
        """The only names under which it answers: another one is a rebinding."""
        return (f"127.0.0.1:{self.port}", f"localhost:{self.port}")

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def show(self, language: Language, send: Callable[[str], None], *, late: bool) -> None:
        """Send the page of now. Whoever was sent that it is over needs not be waited for."""
        self._followed = time.monotonic()
        sheet = self.board.sheet
        send(render(sheet, self.subject, language, late=late))
        if sheet.over:
            self._farewell.set()

    def version(self) -> int:
        """The version of now, for a page that follows."""
        self._followed = time.monotonic()
        return self.board.sheet.version

    def __exit__(self, *_: object) -> None:
        """Serve no more, once whoever was looking a moment ago has had the time to see that it is over."""
        if time.monotonic() - self._followed < FOLLOWED:
            self._farewell.wait(FOLLOWED)
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    guide: GuideServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        """The page, its version, or a file of it."""
        name = self._name()
        guide = self.server.guide
        if name is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        elif name == "":
            late = "late" in parse_qs(urlsplit(self.path).query)
            guide.show(self._language(), self._send_page, late=late)
        elif name == "version":
            self._send(str(guide.version()).encode(), "text/plain; charset=utf-8")
        elif name in _FILES:
            self._send((STATIC / name).read_bytes(), _FILES[name])
        elif name == "ca.pem" and guide.subject.ca_bundle is not None:
            self._send(guide.subject.ca_bundle.read_bytes(), "application/x-pem-file")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """An answer, from a form of the page."""
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length)) if length.isdecimal() and int(length) <= MOST else None
        if self._name() != "answer" or body is None:
            self.close_connection = True
            self._refuse(HTTPStatus.NOT_FOUND if body is not None else HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        if not self._is_from_our_page():
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        form = {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}
        number = form.get("number", "")
        taken = number.isdecimal() and self.server.guide.board.answer(int(number), form.get("choice", ""))
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"./?lang={self._language()}{'' if taken else '&late=1'}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """Say nothing: the path is a key."""

    def version_string(self) -> str:
        """Say nothing of what serves the page."""
        return "poincon"

    def _name(self) -> str | None:
        """What is asked for below the token, None for whoever does not know it or came under another name."""
        guide = self.server.guide
        root, _, name = urlsplit(self.path).path.removeprefix("/").partition("/")
        known = hmac.compare_digest(root.encode("utf-8", "replace"), guide.token.encode())
        return name if known and self.headers.get("Host") in guide.hosts() else None

    def _is_from_our_page(self) -> bool:
        origin, site = self.headers.get("Origin"), self.headers.get("Sec-Fetch-Site")
        own = {f"http://{host}" for host in self.server.guide.hosts()}
        return (origin is None or origin in own) and site in {None, "same-origin", "none"}

    def _language(self) -> Language:
        asked = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        if asked == "fr":
            return "fr"
        if asked == "en":
            return "en"
        return "fr" if self.headers.get("Accept-Language", "").lower().startswith("fr") else "en"

    def _send_page(self, page: str) -> None:
        self._send(page.encode(), "text/html; charset=utf-8")

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(f"{status.value} {status.phrase}\n".encode(), "text/plain; charset=utf-8", status=status)

    def _send(self, content: bytes, kind: str, *, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
