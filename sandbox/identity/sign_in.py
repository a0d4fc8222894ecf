"""The sign-in page of an identity provider, and the page that says what the client will be told."""

import hmac

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.identity.hinted import is_hinted
from sandbox.identity.page import provider_page
from sandbox.identity.realm import Realm
from sandbox.inferred import Authentication
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.authorization_response import answer_code
from sandbox.oidc.browsers import Browsers, Interaction
from sandbox.oidc.hinted_mandates import somebody_else
from sandbox.oidc.sign_in import form_is_ours, open_interaction, turn_away, turn_back


def sign_in(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    interaction = open_interaction(realm, exchange)
    if interaction is None:
        return pages.lost()
    if request.method != "POST":
        return _form(realm, interaction)
    if not form_is_ours(interaction):
        return pages.lost()
    if request.form.get("decision") == "refuse":
        return turn_back(realm, exchange, interaction)
    return _try(realm, exchange, interaction)


def consent(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Say what the client will be told, and go back to it."""
    interaction = open_interaction(realm, exchange)
    if interaction is None:
        return pages.lost()
    if interaction.must_sign_in or realm.part(Browsers).signed_in(interaction.browser) is None:
        return pages.forward(realm, interaction, "sign-in")
    if request.method == "POST" and not form_is_ours(interaction):
        return pages.lost()
    match request.form.get("decision"):
        case "allow":
            return finish(realm, exchange, interaction)
        case "refuse":
            return turn_back(realm, exchange, interaction)
    return provider_page(
        realm,
        "identity/consent.html",
        interaction,
        person=realm.subjects.find(interaction.browser.persona_id),
        told=told_of_the_person(realm, interaction.request.scope),
    )


def finish(realm: Realm, exchange: Exchange, interaction: Interaction) -> Response:
    """Answer the client, once; an error of somebody else than it means (OpenID Connect Core, 3.1.2.1)."""
    if not is_hinted(realm, interaction.request, interaction.browser.persona_id):
        return turn_away(realm, exchange, interaction, somebody_else())
    if not realm.part(Browsers).end(interaction):
        return pages.lost()
    return answer_code(realm, exchange, interaction.request, interaction.browser, interaction.request.scope)


def let_in(realm: Realm, exchange: Exchange, interaction: Interaction, person_id: str, how: Authentication) -> Response:
    """Sign somebody in for an interaction, and go on with it."""
    realm.part(Browsers).sign_in(interaction.browser, person_id, how)
    interaction.must_sign_in = False
    exchange.note(persona=person_id, acr=how.acr, amr=list(how.amr))
    exchange.secret("cookie", interaction.browser.cookie)
    if "consent" in interaction.request.prompt and is_hinted(realm, interaction.request, person_id):
        return pages.forward(realm, interaction, "consent")
    answer = finish(realm, exchange, interaction)
    pages.set_cookie(realm, answer, interaction.browser.cookie)
    return answer


def right_password(realm: Realm, exchange: Exchange, person_id: str | None) -> bool:
    """Tell whether the form holds the test password of a person; nobody has any."""
    shown = request.form.get("password", "")
    exchange.secret("password", shown)
    known = realm.subjects.password(person_id) if person_id else ""
    return hmac.compare_digest(known.encode(), shown.encode()) and person_id is not None


def told_of_the_person(realm: Realm, scope: tuple[str, ...]) -> list[str]:
    """Return the names of the traits that a scope opens, each once, however many claims tell of it."""
    claims = (claim for part in scope for claim in realm.provider.claims.get(part, ()))
    return list(dict.fromkeys(claim.removeprefix("rnipp_").removesuffix("_array") for claim in claims))


def _try(realm: Realm, exchange: Exchange, interaction: Interaction) -> Response:
    person = realm.subjects.by_login(request.form.get("login", ""))
    if not right_password(realm, exchange, person.id if person else None) or person is None:
        return _form(realm, interaction, problem="wrong_credentials")
    return let_in(realm, exchange, interaction, person.id, wanted_level(realm, interaction))


def wanted_level(realm: Realm, interaction: Interaction) -> Authentication:
    """Return the level that the request asks for, with the methods by which it is reached."""
    levels = realm.provider.levels.methods
    return levels[interaction.request.acr or next(iter(levels))]


def _form(realm: Realm, interaction: Interaction, problem: str | None = None) -> Response:
    return provider_page(
        realm,
        realm.provider.page,
        interaction,
        status=422 if problem else 200,
        login=request.form.get("login") or interaction.request.login_hint or "",
        problem=problem,
    )
