"""The consent page: what may this app do with your data? Reading and writing are asked apart in each family."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import AccessDeniedError
from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.inferred import Family, inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.authorization_response import grant, refuse
from sandbox.oidc.browsers import Browsers, Interaction
from sandbox.oidc.clients import Clients
from sandbox.oidc.sign_in import form_is_ours, open_interaction, turn_back
from sandbox.oidc.whose_space import chosen_mandate
from sandbox.people.mandates import Mandate
from sandbox.people.people import People
from sandbox.spaces import Space


@dataclass(frozen=True)
class FamilyChoice:
    """A family of data on the page, with those of its two scopes that the app asks for."""

    family: Family
    read: str | None
    write: str | None


def consent(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    interaction = open_interaction(space, exchange)
    if interaction is None:
        return pages.lost()
    if interaction.must_sign_in or space.part(Browsers).signed_in(interaction.browser) is None:
        return pages.forward(space, interaction, "sign-in")
    mandate = chosen_mandate(space, interaction)
    if mandate is None:
        return pages.forward(space, interaction, "whose-space")
    if request.method != "POST":
        return _form(space, interaction, mandate)
    if not form_is_ours(interaction):
        return pages.lost()
    return _decide(space, exchange, interaction, mandate)


def _decide(space: Space, exchange: Exchange, interaction: Interaction, mandate: Mandate) -> ResponseReturnValue:
    decision = request.form.get("decision")
    if decision == "refuse":
        return turn_back(space, exchange, interaction)
    if decision != "allow":
        return _form(space, interaction, mandate)
    return _allow(space, exchange, interaction, mandate)


def _allow(space: Space, exchange: Exchange, interaction: Interaction, mandate: Mandate) -> Response:
    if not space.part(Browsers).end(interaction):
        return pages.lost()
    needs_consent = inferred().data_scopes
    granted = tuple(
        scope for scope in interaction.request.scope if scope not in needs_consent or request.form.get(scope) == "yes"
    )
    exchange.note(decision="allow")
    wanted = interaction.request
    try:
        return grant(space, exchange, wanted, interaction.browser, granted, mandate=mandate)
    except AccessDeniedError as denied:
        return refuse(space, exchange, wanted.way_back, denied)


def _form(space: Space, interaction: Interaction, mandate: Mandate) -> Response:
    client = space.part(Clients).find(interaction.request.client_id)
    return pages.page(
        "consent.html",
        wanted=interaction.request.language,
        interaction=interaction,
        client_name=client.metadata.client_name if client else "",
        persona=space.part(People).find(interaction.browser.persona_id),
        holder=None if mandate.relation == "self" else space.part(People).find(mandate.holder_id),
        choices=_choices(interaction.request.scope),
        identity=_told_of_the_person(interaction.request.scope),
    )


def _told_of_the_person(scope: tuple[str, ...]) -> list[str]:
    claims = [claim for part in scope for claim in inferred().claims.get(part, ())]
    parts_of_a_name = {"given_name", "family_name"} & set(claims)
    return [claim for claim in claims if claim != "name" or not parts_of_a_name]


def _choices(scope: tuple[str, ...]) -> list[FamilyChoice]:
    choices = []
    for family in inferred().families:
        read, write = (asked if asked in scope else None for asked in family.scopes)
        if read or write:
            choices.append(FamilyChoice(family, read, write))
    return choices
