"""The WSGI application behind the wire: finds the space in the path, then lets one endpoint answer."""

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from sandbox.canary import ENDPOINTS as CANARY_ENDPOINTS
from sandbox.endpoint import Endpoint
from sandbox.fhir.endpoints import ENDPOINTS as FHIR_ENDPOINTS
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.holder.pages.endpoints import ENDPOINTS as HOLDER_ENDPOINTS
from sandbox.identity.endpoints import ENDPOINTS as IDENTITY_ENDPOINTS
from sandbox.ins.endpoints import ENDPOINTS as INS_ENDPOINTS
from sandbox.ins.problem import problem
from sandbox.journal.exchange import Exchange
from sandbox.oidc.discovery import discovery
from sandbox.oidc.endpoints import ENDPOINTS as OIDC_ENDPOINTS
from sandbox.oidc.errors import plain_error
from sandbox.oidc.neighbour import ENDPOINTS as NEIGHBOUR_ENDPOINTS
from sandbox.oidc.pages import page
from sandbox.professional.endpoints import ENDPOINTS as PROFESSIONAL_ENDPOINTS
from sandbox.real_identity_guard import real_identity_in
from sandbox.spaces import Space, SpaceRegistry
from sandbox.surfaces import is_fhir

ENDPOINTS = (
    *OIDC_ENDPOINTS,
    *NEIGHBOUR_ENDPOINTS,
    *FHIR_ENDPOINTS,
    *HOLDER_ENDPOINTS,
    *IDENTITY_ENDPOINTS,
    *INS_ENDPOINTS,
    *PROFESSIONAL_ENDPOINTS,
    *CANARY_ENDPOINTS,
)
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
    for package in ("holder", "identity", "professional"):
        app.register_blueprint(Blueprint(package, f"sandbox.{package}", template_folder="templates"))
    app.register_error_handler(HTTPException, partial(_refuse, registry))
    app.register_error_handler(Exception, _confess)
    app.context_processor(_page_surroundings)
    return app


def _answer(registry: SpaceRegistry, endpoint: Endpoint, space_id: str, **_ids: str) -> ResponseReturnValue:
    space = registry.find(space_id)
    if space is None or not endpoint.open_in(space):
        return _error(404, "no such space, or it has no such endpoint")
    g.space = space
    g.exchange = request.environ.get("poincon.exchange") or Exchange(id="x-0", space=space.id)
    g.exchange.endpoint = endpoint.name
    request.max_content_length = endpoint.largest_body
    if not is_fhir(request.path):  # there an app says first who it is
        why = real_identity_in(space, g.exchange, request)
        if why is not None:
            return _refuse_real_identity(why)
    with space.in_use():
        return endpoint.view(space, g.exchange)


def _refuse_real_identity(why: str) -> Response:
    if not _a_person_asks():
        return _error(422, why)
    exchange: Exchange = g.exchange
    if exchange.facts.get("unreadable_file"):
        return page("http_error.html", status=422, package="sandbox.oidc", sentence="sealed")
    return page("real_identity.html", status=422)


def _a_person_asks() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _sentence(status: int) -> str:
    """Name what a person reads of an error: what they asked for is not there, was too much, or is our fault."""
    if status >= 500:  # noqa: PLR2004
        return "ours"
    return {404: "missing", 405: "missing", 413: "large"}.get(status, "unread")


def _metadata(space: Space, exchange: Exchange) -> ResponseReturnValue:
    return discovery(space, exchange, OIDC_ENDPOINTS)


def _page_surroundings() -> dict[str, str]:
    space: Space | None = g.get("space")
    return {"stylesheet": f"/s/{space.id}/assets/space.css" if space else ""}


def _refuse(registry: SpaceRegistry, error: HTTPException) -> Response:
    if "space" not in g:  # no endpoint was found, but a page can still look like those of its space
        g.space = registry.find(request.path.removeprefix("/s/").partition("/")[0])
    if error.code == 405:  # noqa: PLR2004 - Method Not Allowed must name the methods (RFC 9110, 15.5.6)
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        answer = _error(405, f"{request.method[:20]} is not allowed here, only {allowed}")
        answer.headers["Allow"] = allowed
        return answer
    return _error(error.code or 500, (error.name or "error").lower())


def _confess(error: Exception) -> Response:
    log.error("the space failed on %s", request.path, exc_info=error)
    return _error(500, "the mock space itself failed; this is no fault of the caller")


def _error(status: int, description: str) -> Response:
    """Answer an error of HTTP in the language of the surface: FHIR, problem details or OAuth; a page to a browser."""
    if "/insi/" in request.path:
        return problem(status, HTTPStatus(status).phrase, description)
    if is_fhir(request.path):
        return outcome_answer(status, "exception" if status >= 500 else "not-supported", description)  # noqa: PLR2004
    if _a_person_asks():
        return page("http_error.html", status=status, package="sandbox.oidc", sentence=_sentence(status))
    return plain_error("server_error" if status >= 500 else "invalid_request", description, status)  # noqa: PLR2004
