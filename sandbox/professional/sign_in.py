"""How professionals come in and leave: through Pro Santé Connect, both ways."""

import secrets

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.realm import realm_of
from sandbox.identity.relying_party import NotIdentifiedError, arrive, depart, sign_out_url
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import text_at
from sandbox.oidc import pages
from sandbox.professional.sessions import Sessions
from sandbox.professional.visit import COOKIE, Visit, go, professional_page, set_cookie
from sandbox.spaces import Space


def sign_in(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Say what this is, and send who wants in to Pro Santé Connect."""
    if request.method != "POST":
        return _form()
    cookie = space.part(Sessions).new_cookie()
    exchange.secret("cookie", cookie)
    answer = depart(space, PROSANTECONNECT, cookie, purpose="professional", lang=pages.language())
    set_cookie(space, answer, cookie)
    return answer


def callback(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Take a browser back from Pro Santé Connect; only the one that left from here, and once."""
    try:
        arrival = arrive(space, exchange, PROSANTECONNECT, request.cookies.get(COOKIE, ""))
    except NotIdentifiedError as failed:
        if failed.purpose is None:
            return _form("sign_in_lost", 400)
        return _form("sign_in_refused" if failed.word == "provider_refused" else "sign_in_failed", 403)
    known = realm_of(space, PROSANTECONNECT).part(Professionals)
    professional = known.by_login(text_at(arrival.claims, "SubjectNameID") or "")
    if professional is None:
        return _form("sign_in_failed", 403)
    session = space.part(Sessions).open(professional.id, arrival.id_token)
    exchange.note(professional=professional.id)
    exchange.secret("cookie", session.cookie)
    answer = go(space, "")
    set_cookie(space, answer, session.cookie)
    return answer


def sign_out(visit: Visit) -> ResponseReturnValue:
    """Sign a professional out, here and at Pro Santé Connect."""
    visit.sessions.close(visit.session)
    answer = pages.see_other(sign_out_url(visit.space, PROSANTECONNECT, visit.session.id_token))
    set_cookie(visit.space, answer, secrets.token_urlsafe(8))
    return answer


def _form(problem: str | None = None, status: int = 200) -> Response:
    return professional_page("professional/sign_in.html", status=status, problem=problem)
