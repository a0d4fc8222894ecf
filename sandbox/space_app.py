"""The WSGI application behind the wire: finds the space in the path, then lets one endpoint answer."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sandbox.endpoint import Endpoint
from sandbox.fhir.endpoints import ENDPOINTS as FHIR_ENDPOINTS
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.journal.exchange import Exchange
from sandbox.oidc.discovery import discovery
from sandbox.oidc.endpoints import ENDPOINTS as OIDC_ENDPOINTS
from sandbox.oidc.errors import plain_error
from sandbox.oidc.tickets import HOLDER_PAGES
from sandbox.spaces import Space, SpaceRegistry

ENDPOINTS = (*OIDC_ENDPOINTS, *FHIR_ENDPOINTS)
_BELOW_SPACE = "/s/<space_id>"

log = logging.getLogger(__name__)


def create_space_app(registry: SpaceRegistry) -> Callable[..., Any]:
    """Make the application that serves every space of a process."""
    app = Flask("sandbox.oidc", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.url_map.strict_slashes = False
    app.url_map.redirect_defaults = app.url_map.merge_slashes = False
    for number, endpoint in enumerate(ENDPOINTS):
        answer = partial(_answer, registry, endpoint)
        name = f"{endpoint.name}-{number}"  # several rows may be journalled under one name
        app.add_url_rule(
            _BELOW_SPACE + endpoint.path, name, answer, methods=endpoint.methods, provide_automatic_options=False
        )
    app.add_url_rule(  # RFC 8414, 3.1: the well-known part goes before the path of the issuer
        "/.well-known/oauth-authorization-server/s/<space_id>",
        "authorization_server_metadata",
        partial(_answer, registry, Endpoint("discovery", "", ("GET",), _metadata)),
        methods=("GET",),
    )
    app.register_error_handler(HTTPException, _refuse)
    app.register_error_handler(Exception, _confess)
    app.context_processor(_page_surroundings)
    return app


def holder_pages(space: Space) -> str | None:
    """Return the URL of the pages in which people look after their space; None while there are none."""
    there = any(endpoint.path.rstrip("/") == HOLDER_PAGES for endpoint in ENDPOINTS)
    return f"{space.issuer}{HOLDER_PAGES}/" if there else None


def _answer(registry: SpaceRegistry, endpoint: Endpoint, space_id: str, **_ids: str) -> ResponseReturnValue:
    space = registry.find(space_id)
    if space is None or not endpoint.open_in(space):
        return _error(404, "no such space, or it has no such endpoint")
    g.space = space
    g.exchange = request.environ.get("poincon.exchange") or Exchange(id="x-0", space=space.id)
    g.exchange.endpoint = endpoint.name
    request.max_content_length = endpoint.largest_body
    with space.in_use():
        return endpoint.view(space, g.exchange)


def _metadata(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return discovery(space, OIDC_ENDPOINTS)


def _page_surroundings() -> dict[str, str]:
    space: Space | None = g.get("space")
    return {"stylesheet": f"{space.issuer}/assets/space.css" if space else ""}


def _refuse(error: HTTPException) -> Response:
    answer = _error(error.code or 500, (error.name or "error").lower())
    if error.code == 405:  # noqa: PLR2004 - Method Not Allowed must name the methods (RFC 9110, 15.5.6)
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer


def _confess(error: Exception) -> Response:
    log.error("the space failed on %s", request.path, exc_info=error)
    return _error(500, "the mock space itself failed; this is no fault of the caller")


def _error(status: int, description: str) -> Response:
    """Answer an error of HTTP in the language of the surface: FHIR below /api, OAuth elsewhere; never HTML."""
    if "/api/" in request.path:
        return outcome_answer(status, "exception" if status >= 500 else "not-supported", description)  # noqa: PLR2004
    return plain_error("server_error" if status >= 500 else "invalid_request", description, status)  # noqa: PLR2004
