"""Our own style sheets, scripts and typefaces: their addresses carry a digest, so that they can be kept for a year."""

from functools import cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, url_for

STATIC: Final = Path(__file__).parent / "static"
ENDPOINT: Final = "web.static"


@cache
def _digest(filename: str) -> str:
    return sha256((STATIC / filename).read_bytes()).hexdigest()[:12]


def asset(filename: str) -> str:
    """Return the address of a file of `web/static/`."""
    return url_for(ENDPOINT, filename=filename, v=_digest(filename))


def install(app: Flask) -> None:
    """Let browsers keep files whose address names their content."""

    def keep(response: Response) -> Response:
        if request.endpoint == ENDPOINT and response.status_code == HTTPStatus.OK and request.args.get("v"):
            response.cache_control.no_cache = None
            response.cache_control.public = True
            response.cache_control.max_age = 31_536_000
            response.cache_control.immutable = True
        return response

    app.after_request(keep)
