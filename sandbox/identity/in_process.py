"""The health space calls one of its identity providers: endpoints and checks as for anybody, without a socket."""

import contextvars
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import current_app
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from sandbox.journal.exchange import Exchange

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What the provider answered."""

    status: int
    text: str


def post(exchange: Exchange, url: str, form: Mapping[str, str]) -> Answer:
    """Send a form, on behalf of an exchange whose journal it shares."""
    body = urlencode(form).encode()
    return _call(exchange, "POST", url, {"Content-Type": _FORM}, body)


def get(exchange: Exchange, url: str, headers: Mapping[str, str]) -> Answer:
    """Send a GET, likewise."""
    return _call(exchange, "GET", url, headers, b"")


def _call(exchange: Exchange, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    parts = urlsplit(url)
    builder = EnvironBuilder(
        parts.path, f"{parts.scheme}://{parts.netloc}", method=method, headers=Headers(headers), data=body
    )
    inner = Exchange(f"{exchange.id}.1", exchange.space, exchange.episode, keep_secret=exchange.keep_secret)
    environ = {**builder.get_environ(), "poincon.exchange": inner}
    builder.close()
    application = current_app.wsgi_app
    # In an empty context, or Flask would lend the inner request the `g` of the outer one.
    chunks, status, _headers = contextvars.Context().run(run_wsgi_app, application, environ, buffered=True)
    return Answer(int(status.split()[0]), b"".join(chunks).decode("utf-8"))
