"""Errors on the HTTP side: every refusal becomes a Problem, and the part of the site that was asked words it."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import cast

from flask import Flask, Response, current_app, json, request
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from catalogue_portal.errors import Conflict, DomainError, Invalid, NotFound, Problem

logger = logging.getLogger(__name__)
Format = Callable[[Problem], Response]


def word_errors_with(app: Flask, prefix: str, wording: Format) -> None:
    """Let the part of the site below this path prefix (such as "/oauth2", or "/" for pages) word its own errors."""
    app.extensions["poincon.error_formats"][prefix] = wording


def install(app: Flask) -> None:
    """Handle every error of the application in one place."""
    app.extensions["poincon.error_formats"] = {"/": _as_text, "/api": as_problem_document}
    app.register_error_handler(DomainError, lambda error: _answer(error.problem()))
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(IntegrityError, _of_a_race)
    app.register_error_handler(DataError, _of_what_cannot_be_kept)
    app.register_error_handler(OperationalError, _of_a_busy_database)
    app.register_error_handler(Exception, _of_accident)


def as_problem_document(problem: Problem) -> Response:
    """Word a problem for programs (RFC 9457)."""
    return Response(
        json.dumps(problem.document()), problem.status, dict(problem.headers), mimetype="application/problem+json"
    )


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return cast("Response", error.get_response())  # a ready answer, or a redirect of the router
    told: Mapping[str, object] = getattr(error, "data", None) or {}
    errors = told.get("messages") or told.get("errors")
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After", "WWW-Authenticate"}}
    if error.code == HTTPStatus.UNPROCESSABLE_ENTITY and isinstance(errors, Mapping):
        return _answer(Invalid("Some of what was sent is not valid; see errors.", errors=errors).problem())
    code = error.name.lower().replace(" ", "_")
    return _answer(Problem(error.code, code, error.name, error.description or error.name, {"errors": errors}, kept))


def _of_a_race(error: IntegrityError) -> Response:
    # Two requests passed the same check at once; the database's own constraint let one of them through.
    logger.info("lost a race: %s", error.orig)
    return _answer(Conflict("Somebody did the same just before you; look again.", code="lost_race").problem())


def _of_what_cannot_be_kept(error: DataError) -> Response:
    # PostgreSQL keeps no NUL in a text, and looks for none.
    logger.info("not to be kept: %s", error.orig)
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        return _answer(NotFound("There is nothing at this address.").problem())
    return _answer(Invalid("There are characters in it that cannot be kept.").problem())


def _of_a_busy_database(error: OperationalError) -> Response:
    logger.error("the database did not answer in time", exc_info=error)
    detail = "The database is busy. Nothing was changed; try again in a moment."
    return _answer(Problem(503, "busy", "Busy", detail, headers={"Retry-After": "5"}))


def _of_accident(error: Exception) -> Response:
    logger.error("unhandled error on %s %s", request.method, request.path, exc_info=error)
    return _answer(
        Problem(500, "internal_error", "Our own fault", "Something failed on our side. Nothing of yours was changed.")
    )


def _answer(problem: Problem) -> Response:
    formats: dict[str, Format] = current_app.extensions["poincon.error_formats"]
    owners = [prefix for prefix in formats if _is_below(request.path, prefix)]
    try:
        return formats[max(owners, key=len)](problem)
    except Exception:
        logger.exception("the error could not be worded for %s", request.path)
        return _as_text(problem)


def _is_below(path: str, prefix: str) -> bool:
    return prefix in ("/", path) or path.startswith(prefix + "/")


def _as_text(problem: Problem) -> Response:
    return Response(
        f"{problem.title}\n{problem.detail}\n", problem.status, dict(problem.headers), mimetype="text/plain"
    )
