"""The cookie that carries a browser's session."""

from flask import Response, g, request

from catalogue_portal.accounts import sessions
from catalogue_portal.accounts.models import User
from catalogue_portal.actor import Actor
from catalogue_portal.context import Context, context

COOKIE = "poincon_session"


def set_cookie(response: Response, secret: str) -> Response:
    """Give the browser its session: out of reach of scripts, and not sent along from other sites' forms."""
    settings = context().settings
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_lifetime.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.public_url.startswith("https://"),
    )
    return response


def sign_in_browser(response: Response, user: User) -> Response:
    """Open a new session for somebody who has just proven who they are; a session brought along is not continued."""
    portal = context()
    with portal.database.writing() as session:
        secret = sessions.open_session(session, user, clock=portal.clock, settings=portal.settings)
    g.pop("poincon_renewed_session", None)
    return set_cookie(response, secret)


def sign_out_browser(response: Response, actor: Actor) -> Response:
    """End the session on the server and in the browser."""
    with context().database.writing() as session:
        sessions.close_session(session, actor, request.cookies.get(COOKIE, ""))
    g.pop("poincon_renewed_session", None)  # this very request may have renewed what it ends
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax")
    return response


def person_of_cookie(portal: Context) -> Actor | None:
    """Return the person of this request's cookie, without the organisation; renew the session when it is time."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    with portal.database.reading() as session:
        found = sessions.find_session(session, secret, clock=portal.clock, settings=portal.settings)
    if found is None:
        return None
    kept, actor = found
    if sessions.is_due_for_rotation(kept, portal.clock):
        with portal.database.writing() as session:
            g.poincon_renewed_session = sessions.rotate_session(session, secret, clock=portal.clock)
    elif sessions.is_due_for_touch(kept, portal.clock):
        with portal.database.writing() as session:
            sessions.touch_session(session, secret, clock=portal.clock)
    return actor


def renew_cookie(response: Response) -> Response:
    """Hand out the renewed secret, when this request renewed it."""
    renewed: str | None = g.pop("poincon_renewed_session", None)
    return set_cookie(response, renewed) if renewed else response
