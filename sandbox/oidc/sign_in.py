"""The sign-in page: who are you?"""

import hmac
from typing import Final

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError
from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.inferred import Authentication, inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.authorization_response import refuse
from sandbox.oidc.browsers import Browsers, Interaction
from sandbox.oidc.clients import Clients
from sandbox.oidc.hinted_mandates import mandates_for, somebody_else
from sandbox.oidc.ways_in import WAYS_IN
from sandbox.people.accounts import Accounts
from sandbox.people.majority import Majority
from sandbox.people.mandates import Mandates
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_MAY_OPEN: Final = ("account_announced", "account_refused", "account_closed")  # which they can open themselves


def sign_in(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    interaction = open_interaction(space, exchange)
    if interaction is None:
        return pages.lost()
    if request.method != "POST":
        return show_form(space, interaction)
    if not form_is_ours(interaction):
        return pages.lost()
    if request.form.get("decision") == "refuse":
        return turn_back(space, exchange, interaction)
    return _try(space, exchange, interaction)


def open_interaction(space: Space, exchange: Exchange) -> Interaction | None:
    """Find the interaction that the request goes on with, in the browser where it began."""
    interaction = space.part(Browsers).interaction(request.values.get("interaction"), pages.browser_cookie(space))
    if interaction is not None:
        exchange.attribute(interaction.request.episode)
        exchange.note(client_id=interaction.request.client_id)
    return interaction


def form_is_ours(interaction: Interaction) -> bool:
    """Tell whether the form posted is one that we served for this interaction (no forgery from another site)."""
    return hmac.compare_digest(request.form.get("csrf", "").encode(), interaction.csrf.encode())


def turn_back(space: Space, exchange: Exchange, interaction: Interaction) -> Response:
    """Answer the app that the person refused."""
    exchange.note(decision="refuse")
    return turn_away(space, exchange, interaction, AccessDeniedError("the person refused"))


def turn_away(space: Space, exchange: Exchange, interaction: Interaction, error: OAuth2Error) -> Response:
    """Answer the app an error, once."""
    if not space.part(Browsers).end(interaction):
        return pages.lost()
    return refuse(space, exchange, interaction.request.way_back, error)


def _try(space: Space, exchange: Exchange, interaction: Interaction) -> Response:
    persona = identify(space, exchange)
    if persona is None:
        return show_form(space, interaction, problem="wrong_credentials")
    return let_in(space, exchange, interaction, persona, inferred().sign_in["password"])


def let_in(
    space: Space, exchange: Exchange, interaction: Interaction, persona: Persona, how: Authentication
) -> Response:
    """Sign in a person who has proved who they are, unless their account forbids it, and go on to consent.

    Of somebody else than `id_token_hint` names the client gets an error.
    """
    problem = _why_not(space, persona)
    if problem is not None:
        return show_form(space, interaction, problem=problem)
    space.part(Browsers).sign_in(interaction.browser, persona.id, how)
    interaction.must_sign_in = False
    exchange.note(persona=persona.id)
    exchange.secret("cookie", interaction.browser.cookie)
    if not mandates_for(space, interaction.request, persona.id):
        answer = turn_away(space, exchange, interaction, somebody_else())
        pages.set_cookie(space, answer, interaction.browser.cookie)
        return answer
    return pages.forward(space, interaction, "consent")


def identify(space: Space, exchange: Exchange) -> Persona | None:
    """Return whose address and password the form sent holds; None when they do not fit."""
    password = request.form.get("password", "")
    exchange.secret("password", password)
    persona = space.part(People).by_email(request.form.get("email", ""))
    known = persona.password if persona else ""
    return persona if hmac.compare_digest(known.encode(), password.encode()) else None


def _why_not(space: Space, persona: Persona) -> str | None:
    if space.part(Mandates).pairable(persona.id):
        return None
    minor = space.part(Majority).is_minor(persona)
    return "account_minor" if minor else f"account_{space.part(Accounts).status(persona.id)}"


def show_form(space: Space, interaction: Interaction, problem: str | None = None) -> Response:
    """Show the sign-in form, with a problem to tell first if there is one."""
    client = space.part(Clients).find(interaction.request.client_id)
    return pages.page(
        "sign_in.html",
        status=422 if problem else 200,
        wanted=interaction.request.language,
        interaction=interaction,
        client_name=client.metadata.client_name if client else "",
        email=request.form.get("email") or interaction.request.login_hint or "",
        problem=problem,
        may_open=problem in _MAY_OPEN,
        issuer=space.issuer,
        ways_in=WAYS_IN,
        goes_on={"interaction": interaction.id},
    )
