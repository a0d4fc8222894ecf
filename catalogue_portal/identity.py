"""Who is asking, as the HTTP side knows it.

The REST API knows people and programs by a bearer token only: a cookie means nothing there, so there is nothing to
forge across sites. Pages know people by a server-side session only.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request

from catalogue_portal.actor import Actor
from catalogue_portal.errors import Forbidden, Unauthenticated

P = ParamSpec("P")
R = TypeVar("R")
BearerReader = Callable[[str], Actor | None]
CookieReader = Callable[[], Actor | None]


def read_bearers_with(app: Flask, reader: BearerReader) -> None:
    """Add a reader of bearer tokens: it returns the actor of a token that is its own and valid, else None."""
    app.extensions.setdefault("poincon.bearer_readers", []).append(reader)


def read_cookies_with(app: Flask, reader: CookieReader) -> None:
    """Set the reader that finds the person of a page request from the session cookie."""
    app.extensions["poincon.cookie_reader"] = reader


def current_actor() -> Actor | None:
    """Return who is asking: by bearer under /api, by session on pages; None when nobody is signed in."""
    if "poincon_actor" not in g:
        g.poincon_actor = _bearer() if request.path.startswith("/api/") else _person()
    return cast("Actor | None", g.poincon_actor)


def signed_in_actor(*, scope: str | None = None) -> Actor:
    """Return who is asking; Unauthenticated when nobody is, Forbidden when the token lacks the scope."""
    actor = current_actor()
    if actor is None:
        raise Unauthenticated("A valid bearer token is needed." if request.path.startswith("/api/") else "Sign in.")
    if scope is not None and actor.scopes is not None and scope not in actor.scopes:
        raise Forbidden(f"The token does not carry the scope {scope}.", code="insufficient_scope", scope=scope)
    return actor


def requires_scope(scope: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a REST view as open only to a signed-in actor whose token carries the scope (documented in OpenAPI)."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            signed_in_actor(scope=scope)
            return view(*args, **kwargs)

        documentation = dict(getattr(guarded, "_apidoc", {}))
        documentation["manual_doc"] = {**documentation.get("manual_doc", {}), "security": [{"bearer": [scope]}]}
        guarded._apidoc = documentation  # type: ignore[attr-defined]  # noqa: SLF001 - where flask-smorest looks
        guarded.required_scope = scope  # type: ignore[attr-defined]
        return guarded

    return decorate


def _bearer() -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    readers: list[BearerReader] = current_app.extensions.get("poincon.bearer_readers", [])
    return next((actor for reader in readers if (actor := reader(token.strip())) is not None), None)


def _person() -> Actor | None:
    reader: CookieReader | None = current_app.extensions.get("poincon.cookie_reader")
    return reader() if reader else None
