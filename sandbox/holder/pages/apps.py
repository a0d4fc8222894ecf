"""The apps: which are paired and may do what, and which there are."""

from dataclasses import dataclass
from typing import Final

from flask import Response, request

from sandbox.holder import choices
from sandbox.holder.pages.visit import Visit
from sandbox.inferred import Family, inferred
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.pairings import Pairings
from sandbox.oidc.standing import pairing_in_force

_CHANGES: Final = {"withdraw": False, "give": True}


@dataclass(frozen=True)
class _Consent:
    family: Family
    way: str
    scope: str
    given: bool


@dataclass(frozen=True)
class _PairedApp:
    client: RegisteredClient
    consents: tuple[_Consent, ...]


def apps(visit: Visit) -> Response:
    """Show the apps of the space: those paired with it first."""
    paired = [
        _PairedApp(client, _consents(client, pairing.consents))
        for one in visit.space.part(Pairings).of(visit.holder.id)
        if (client := visit.space.part(Clients).find(one.client_id))
        and (pairing := pairing_in_force(visit.space, visit.holder.id, one.client_id))
    ]
    known = {one.client.client_id for one in paired}
    others = [one for one in visit.space.part(Clients).all() if one.client_id not in known]
    return visit.page("apps.html", paired=paired, others=others)


def change_apps(visit: Visit) -> str:
    """Withdraw a consent or give it back, or unpair an app."""
    client_id, what = request.form.get("client", ""), request.form.get("do", "")
    if what == "unpair":
        return "unpaired" if choices.unpair(visit.space, visit.holder.id, client_id) else "nothing_changed"
    scope, client = request.form.get("scope", ""), visit.space.part(Clients).find(client_id)
    if what not in _CHANGES or client is None or scope not in {one.scope for one in _consents(client, frozenset())}:
        return "nothing_changed"
    given = _CHANGES[what]
    if not choices.set_consent(visit.space, visit.holder.id, client_id, scope, given=given):
        return "nothing_changed"
    return "consent_given" if given else "consent_withdrawn"


def _consents(client: RegisteredClient, given: frozenset[str]) -> tuple[_Consent, ...]:
    """Return every consent that the app may ask for, or has."""
    asked = set(client.metadata.scope)
    return tuple(
        _Consent(family, scope.rpartition(".")[2], scope, scope in given)
        for family in inferred().families
        for scope in family.scopes
        if scope in asked | given
    )
