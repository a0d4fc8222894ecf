"""The page that asks whose space an app is to be paired with, of people who may act in more than one."""

from dataclasses import dataclass

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browsers, Interaction
from sandbox.oidc.clients import Clients
from sandbox.oidc.hinted_mandates import mandates_for
from sandbox.oidc.sign_in import form_is_ours, open_interaction, turn_back
from sandbox.people.mandates import Mandate
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space


@dataclass(frozen=True)
class _Choice:
    holder: Persona
    mandate: Mandate


def chosen_mandate(space: Space, interaction: Interaction) -> Mandate | None:
    """Return by what mandate the person pairs: the only one they have, else the one they chose; None before that."""
    mandates = mandates_for(space, interaction.request, interaction.browser.persona_id)
    if interaction.holder_id is None and len(mandates) == 1:
        return mandates[0]
    return next((one for one in mandates if one.holder_id == interaction.holder_id), None)


def whose_space(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    interaction = open_interaction(space, exchange)
    if interaction is None:
        return pages.lost()
    mandates = mandates_for(space, interaction.request, space.part(Browsers).signed_in(interaction.browser))
    if interaction.must_sign_in or not mandates:
        interaction.must_sign_in = True  # nobody is signed in, or nobody who may pair a space any more
        return pages.forward(space, interaction, "sign-in")
    if request.method == "POST" and not form_is_ours(interaction):
        return pages.lost()
    return _decide(space, exchange, interaction, mandates)


def _decide(
    space: Space, exchange: Exchange, interaction: Interaction, mandates: tuple[Mandate, ...]
) -> ResponseReturnValue:
    if request.form.get("decision") == "refuse":
        return turn_back(space, exchange, interaction)
    wanted = request.form.get("holder")
    if wanted not in {one.holder_id for one in mandates}:
        return _form(space, interaction, mandates)
    interaction.holder_id = wanted
    return pages.forward(space, interaction, "consent")


def _form(space: Space, interaction: Interaction, mandates: tuple[Mandate, ...]) -> Response:
    client = space.part(Clients).find(interaction.request.client_id)
    people = space.part(People)
    choices = [_Choice(holder, one) for one in mandates if (holder := people.find(one.holder_id))]
    return pages.page(
        "whose_space.html",
        wanted=interaction.request.language,
        interaction=interaction,
        client_name=client.metadata.client_name if client else "",
        choices=choices,
    )
