"""How professionals come in and leave: through Pro Santé Connect, both ways."""

import secrets

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.professional.relying_party import NotSignedInError, ProSanteConnectClient
from sandbox.professional.sessions import Sessions
from sandbox.professional.visit import COOKIE, Visit, go, professional_page, set_cookie
from sandbox.spaces import Space


def sign_in(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Say what this is, and send who wants in to Pro Santé Connect."""
    if request.method != "POST":
        return _form()
    cookie, departure = space.part(Sessions).depart()
    exchange.secret("cookie", cookie)
    answer = Response(status=303)
    answer.headers["Location"] = space.part(ProSanteConnectClient).authorization_url(departure)
    answer.headers["Cache-Control"] = "no-store"
    set_cookie(space, answer, cookie)
    return answer


def callback(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Take a browser back from Pro Santé Connect; only the one that left from here, and once."""
    sessions, code = space.part(Sessions), request.args.get("code", "")
    exchange.secret("code", code)
    departure = sessions.arrive(request.cookies.get(COOKIE), request.args.get("state", ""))
    if departure is None:
        return _form("sign_in_lost", 400)
    if request.args.get("error"):
        exchange.note(error=request.args["error"][:100])
        return _form("sign_in_refused", 403)
    try:
        signed_in = space.part(ProSanteConnectClient).redeem(exchange, departure, code)
    except NotSignedInError as failed:
        exchange.note(error=str(failed))
        return _form("sign_in_failed", 403)
    session = sessions.open(signed_in.professional.id, signed_in.id_token)
    exchange.note(professional=signed_in.professional.id)
    exchange.secret("cookie", session.cookie)
    answer = go(space, "")
    set_cookie(space, answer, session.cookie)
    return answer


def sign_out(visit: Visit) -> ResponseReturnValue:
    """Sign a professional out, here and at Pro Santé Connect."""
    visit.sessions.close(visit.session)
    answer = Response(status=303)
    answer.headers["Location"] = visit.space.part(ProSanteConnectClient).sign_out_url(visit.session.id_token)
    answer.headers["Cache-Control"] = "no-store"
    set_cookie(visit.space, answer, secrets.token_urlsafe(8))
    return answer


def _form(problem: str | None = None, status: int = 200) -> Response:
    return professional_page("professional/sign_in.html", status=status, problem=problem)
