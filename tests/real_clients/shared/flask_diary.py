"""The pages of a diary in Flask; who signs in how is left to the client under test."""

from __future__ import annotations

import html
import secrets

from diary import HEADERS, HOME, NOBODY, NOT_VERIFIED, Person, document, from_another_site, greeting
from flask import Flask, abort, redirect, request, session
from relying_party import Refused
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response  # noqa: TC002 - beside what is used when the app runs

SIGNED_IN: dict[str, Person] = {}  # tokens stay here; the cookie holds the key


def diary() -> Flask:
    """An app with every page but /login, /callback and /measures."""
    app = Flask("diary")
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    app.add_url_rule("/healthz", view_func=lambda: "ok", endpoint="healthz")
    app.add_url_rule("/", view_func=lambda: document(HOME), endpoint="home")
    app.add_url_rule("/me", view_func=me)
    app.add_url_rule("/logout", view_func=logout, methods=["POST"])
    app.before_request(refuse_forms_of_other_sites)
    app.after_request(protect)
    app.register_error_handler(Refused, tell)
    app.register_error_handler(Exception, tell_of_failure)
    return app


def sign_in(person: Person) -> Response:
    """Open a session under a new name."""
    SIGNED_IN.pop(session.get("person", ""), None)
    session.clear()
    session["person"] = secrets.token_urlsafe(24)
    SIGNED_IN[session["person"]] = person
    return redirect("/me", 303)


def person() -> Person:
    """Who is signed in here, or a word."""
    known = SIGNED_IN.get(session.get("person", ""))
    if known is None:
        raise Refused(NOBODY)
    return known


def me() -> str:
    """The signed-in person's name."""
    return document(greeting(person().name))


def logout() -> Response:
    """End the session of this browser."""
    SIGNED_IN.pop(session.get("person", ""), None)
    session.clear()
    return redirect("/", 303)


def refuse_forms_of_other_sites() -> None:
    """Forms of other sites are refused."""
    if request.method == "POST" and from_another_site(request.headers.get("Sec-Fetch-Site")):
        abort(403)


def protect(response: Response) -> Response:
    """Health pages are neither stored nor framed."""
    response.headers.update(HEADERS)
    return response


def tell(told: Refused) -> tuple[str, int]:
    """A page that says what happened."""
    return document(f"<p>{html.escape(str(told))}</p>{HOME}"), 400


def tell_of_failure(error: Exception) -> tuple[str, int] | HTTPException:
    """Whatever the client raises is told in words, as the guides of Flask have it."""
    if isinstance(error, HTTPException):
        return error
    return document(f"<p>{NOT_VERIFIED}</p>{HOME}"), 502
