"""Signing in to one's own space, without an app; and out of it."""

import hmac
import secrets

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.holder.pages.visit import (
    ROOT,
    WORDS,
    Visit,
    back_to,
    form_is_of,
    open_visit,
    redirect,
    remember_language,
    to_sign_in,
)
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browser, Browsers
from sandbox.oidc.sign_in import identify
from sandbox.oidc.ways_in import WAYS_IN
from sandbox.people.mandates import Mandates
from sandbox.people.persona import Persona
from sandbox.spaces import Space


def sign_in(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    if request.method != "POST":
        return _form(space, problem=_problem_of_another_way_in(space))
    cookie = pages.browser_cookie(space) or ""
    if not hmac.compare_digest(request.form.get("csrf", "").encode(), _token(cookie).encode()):
        return _form(space, problem="form_expired")
    persona = identify(space, exchange)
    if persona is None:
        return _form(space, problem="wrong_credentials")
    return let_in(space, exchange, space.part(Browsers).find(cookie) or Browser(cookie), persona)


def let_in(space: Space, exchange: Exchange, browser: Browser, persona: Persona) -> Response:
    """Sign in a person who has proved who they are, whatever their account: a closed one can be opened again here."""
    if not space.part(Mandates).of(persona.id):
        return _form(space, problem="account_minor")
    space.part(Browsers).sign_in(browser, persona.id, inferred().sign_in["password"])
    exchange.note(persona=persona.id)
    exchange.secret("cookie", browser.cookie)
    remember_language(browser)
    answer = back_to(space, request.values.get("next", ""))
    pages.set_cookie(space, answer, browser.cookie)
    return answer


def sign_out(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Sign out, of this browser; by a form of ours only."""
    visit = open_visit(space, exchange)
    if visit is None:
        return to_sign_in(space)
    if not form_is_of(visit):
        return visit.page("form_over.html", status=400)
    space.part(Browsers).sign_out(visit.browser)
    answer = redirect(space, "/sign-in")
    pages.delete_cookie(space, answer)
    return answer


def act_for(visit: Visit) -> str | Response:
    """Go to the space of somebody else, or back to one's own."""
    wanted = request.form.get("holder")
    mandate = visit.space.part(Mandates).find(visit.actor.id, wanted or "")
    if mandate is None:
        return visit.page("not_yours.html", status=403)
    visit.browser.acting_for = mandate.holder_id
    return redirect(visit.space, "")


def _problem_of_another_way_in(space: Space) -> str | None:
    browser = space.part(Browsers).find(pages.browser_cookie(space))
    if browser is None:
        return None
    problem, browser.problem = browser.problem, None
    return problem


def _form(space: Space, problem: str | None = None) -> Response:
    cookie = pages.browser_cookie(space)
    wanted = request.values.get("next", "")
    shown = cookie or secrets.token_urlsafe(24)
    answer = pages.page(
        "holder/sign_in.html",
        status=422 if problem else 200,
        package=WORDS,
        same_page=True,
        root=f"{space.issuer}{ROOT}",
        next=wanted,
        csrf=_token(shown),
        email=request.form.get("email", ""),
        problem=problem,
        issuer=space.issuer,
        ways_in=WAYS_IN,
        goes_on={"target": f"{ROOT}{wanted}"},
    )
    if cookie is None:
        space.vault.keep("cookie", shown)
        pages.set_cookie(space, answer, shown)
    return answer


def _token(cookie: str) -> str:
    return hmac.digest(cookie.encode(), b"my/sign-in", "sha256").hex()
