"""The sign-in page for professionals: found in the directory, then by test password or on the phone with the e-CPS."""

import secrets
from dataclasses import replace

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.identity.backchannel.requests import BackchannelRequest, BackchannelRequests, TooManyRequestsError
from sandbox.identity.page import provider_page
from sandbox.identity.prosanteconnect.professionals import Professionals, national_id
from sandbox.identity.realm import Realm
from sandbox.identity.sign_in import let_in, right_password, wanted_level
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Interaction
from sandbox.oidc.sign_in import form_is_ours, open_interaction, turn_back
from sandbox.spaces import Space

_BY_PASSWORD = ("pwd",)


class Waiting:
    """Which request on a phone each interaction of a browser waits for."""

    def __init__(self, space: Space) -> None:
        self._requests = space.part(BackchannelRequests)
        self._ids: dict[str, str] = {}

    def begin(self, interaction: Interaction, asked: BackchannelRequest) -> None:
        """Note that an interaction waits; those whose request is forgotten go."""
        self._ids = {key: one for key, one in self._ids.items() if self._requests.find(one)}
        self._ids[interaction.id] = asked.id

    def of(self, interaction: Interaction) -> BackchannelRequest | None:
        """Return the request that an interaction waits for."""
        return self._requests.find(self._ids.get(interaction.id))


def sign_in(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Show the form, or read it."""
    interaction = open_interaction(realm, exchange)
    if interaction is None or (request.method == "POST" and not form_is_ours(interaction)):
        return pages.lost()
    if request.method != "POST":
        return _form(realm, interaction)
    decide = _DECISIONS.get(request.form.get("decision", ""), _try)
    return decide(realm, exchange, interaction)


def _try(realm: Realm, exchange: Exchange, interaction: Interaction) -> Response:
    professional = realm.part(Professionals).by_login(request.form.get("login", ""))
    known = right_password(realm, exchange, professional.id if professional else None)
    if professional is None or not known:
        return _form(realm, interaction, problem="wrong_professional")
    how = replace(wanted_level(realm, interaction), amr=_BY_PASSWORD)
    return let_in(realm, exchange, interaction, professional.id, how)


def _ask_on_the_phone(realm: Realm, exchange: Exchange, interaction: Interaction) -> Response:
    professional = realm.part(Professionals).by_login(request.form.get("login", ""))
    if professional is None:
        return _form(realm, interaction, problem="unknown_professional")
    wanted = interaction.request
    try:
        asked = realm.part(BackchannelRequests).open(
            wanted.client_id,
            professional.id,
            scope=wanted.scope,
            acr=wanted.acr or next(iter(realm.provider.levels.methods)),
            message=f"{secrets.randbelow(100):02d}",
            seconds=inferred().identity_providers.prosanteconnect.backchannel.expires_in,
            interval=0,
            episode=wanted.episode,
        )
    except TooManyRequestsError:
        return _form(realm, interaction, problem="too_many_requests")
    asked.spent = True  # the browser gets the answer; nobody may poll for it
    exchange.note(persona=professional.id)
    realm.part(Waiting).begin(interaction, asked)
    return _wait(realm, interaction, asked)


def _look(realm: Realm, exchange: Exchange, interaction: Interaction) -> Response:
    asked = realm.part(Waiting).of(interaction)
    if asked is None:
        return _form(realm, interaction, problem="request_expired")
    if asked.answer == "refused":
        return turn_back(realm, exchange, interaction)
    if asked.answer == "accepted":
        return let_in(realm, exchange, interaction, asked.person_id, realm.provider.levels.methods[asked.acr])
    if asked not in realm.part(BackchannelRequests).pending(asked.person_id):
        return _form(realm, interaction, problem="request_expired")
    return _wait(realm, interaction, asked, looked=True)


_DECISIONS = {"refuse": turn_back, "phone": _ask_on_the_phone, "look": _look}


def _wait(realm: Realm, interaction: Interaction, asked: BackchannelRequest, *, looked: bool = False) -> Response:
    return provider_page(
        realm,
        "identity/waiting.html",
        interaction,
        message=asked.message,
        professional=realm.subjects.find(asked.person_id),
        phone=f"{realm.host.issuer}{realm.provider.places.root}/e-cps",
        looked=looked,
    )


def _form(realm: Realm, interaction: Interaction, problem: str | None = None) -> Response:
    professionals = realm.part(Professionals)
    login = request.values.get("login") or interaction.request.login_hint or ""
    searched = request.args.get("q")
    return provider_page(
        realm,
        realm.provider.page,
        interaction,
        status=422 if problem else 200,
        problem=problem,
        login=login,
        chosen=professionals.by_login(login),
        searched=searched,
        found=[] if searched is None else professionals.search(searched),
        national_id=national_id,
    )
