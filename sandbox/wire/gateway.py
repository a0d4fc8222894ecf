"""The call of a WSGI application (PEP 3333) with a request received whole."""

import io
import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication, WSGIEnvironment

from sandbox.journal.exchange import Exchange
from sandbox.wire.connection import MutualTls
from sandbox.wire.conversation import Answer, Request

_LOG = logging.getLogger(__name__)
_CONTENT_HEADERS = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


def call(
    application: WSGIApplication,
    request: Request,
    exchange: Exchange,
    *,
    listener: str,
    port: int,
    peer: str,
    scheme: str = "https",
    mutual_tls: MutualTls | None = None,
) -> Answer:
    """Return the application's answer; an application that breaks is logged and answers 500, without a trace."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], exc_info: ExceptionInfo | None = None, /
    ) -> Callable[[bytes], object]:
        del exc_info  # nothing has left yet: a second call simply replaces the first
        started[:] = [(status, headers)]
        return written.append

    environ = _environ(request, port=port, peer=peer, scheme=scheme)
    environ["poincon.exchange"] = exchange
    environ["poincon.listener"] = listener
    environ["poincon.asked_for_certificate"] = mutual_tls.asked if mutual_tls else None
    environ["poincon.certificate"] = mutual_tls.certificate if mutual_tls else None
    try:
        body = _collect(application(environ, start_response))
        status, headers = started[0]
    except Exception:  # noqa: BLE001 - whatever breaks behind us is an answer 500, and our fault
        _LOG.exception("the application broke on %s %s", request.method, request.target.partition("?")[0])
        exchange.note(server_error=True)
        return Answer(500, (("Content-Type", "application/json"),), b'{"error": "server_error"}')
    if status.startswith("500"):
        exchange.note(server_error=True)
    return Answer(int(status[:3]), tuple(headers), b"".join(written) + body)


def _collect(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()


def _environ(request: Request, *, port: int, peer: str, scheme: str) -> WSGIEnvironment:
    path, _, query = request.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "REMOTE_ADDR": peer,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ.update(_header_variables(request.headers))
    environ["CONTENT_LENGTH"] = str(len(request.body))  # chunked bodies have been put together
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return environ


def _header_variables(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    variables: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        if "_" in lower:
            continue  # X_Forwarded_For must not pass for X-Forwarded-For
        key = _CONTENT_HEADERS.get(lower) or "HTTP_" + lower.upper().replace("-", "_")
        separator = "; " if lower == "cookie" else ", "
        variables[key] = f"{variables[key]}{separator}{value}" if key in variables else value
    return variables
