"""A portal served over HTTP on loopback, at an address that it knows before it is made."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from builders.agreed_app import AgreedApp, agreed_app
from builders.listening import listening
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object, **__: object) -> None:
        """Say nothing."""


@contextmanager
def served(data: Path, **choices: Any) -> Iterator[AgreedApp]:  # noqa: ANN401
    """The portal of `agreed_app`, reachable at its own `public_url`, on the machine's time."""
    worlds: list[AgreedApp] = []

    def app(environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401
        return worlds[0].portal(environ, start_response)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    worlds.append(agreed_app(data, public_url=f"http://localhost:{server.port}", **choices))
    try:
        with listening(server):
            yield worlds[0]
    finally:
        worlds[0].context.database.close()
