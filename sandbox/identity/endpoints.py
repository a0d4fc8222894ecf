"""The endpoints of the identity providers: rows of the health space, made from each provider's declaration."""

from collections.abc import Callable, Iterator
from typing import Final

from flask import g, jsonify
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint, View
from sandbox.identity.apcv.provider import APCV
from sandbox.identity.authorization import authorize
from sandbox.identity.backchannel.endpoint import authenticate
from sandbox.identity.discovery import discover
from sandbox.identity.franceconnect.provider import FRANCECONNECT, FRANCECONNECT_PLUS
from sandbox.identity.introspection import introspect
from sandbox.identity.prosanteconnect.phone import phone
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.prosanteconnect.sign_in import sign_in as sign_in_professionals
from sandbox.identity.provider import Provider
from sandbox.identity.realm import Realm, realm_of
from sandbox.identity.sign_in import consent, sign_in
from sandbox.identity.space_sign_in import ENTRANCES, come_back_from, leave_for
from sandbox.identity.token import token
from sandbox.identity.userinfo import userinfo
from sandbox.journal.exchange import Exchange
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.logout import end_session
from sandbox.oidc.revocation import revoke
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space

RealmView = Callable[[Realm, Exchange], ResponseReturnValue]
READ: Final = ("GET",)
FORM: Final = ("GET", "POST")
CALL: Final = ("POST",)


def _jwks(realm: Realm, _exchange: Exchange) -> ResponseReturnValue:
    return jsonify(realm.part(SigningKeys).public())


def _logout(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    def subject_of(_space: Space, client: RegisteredClient, person_id: str) -> str:
        return realm.subjects.subject(client, person_id)

    return end_session(realm, exchange, subject_of)


def _nothing_armed(_exchange: Exchange) -> tuple[object, ...]:
    return ()


def _at(provider: Provider, view: RealmView) -> View:
    """Let a view of a realm answer a request to the health space that it stands in."""

    def answer(space: Space, exchange: Exchange) -> ResponseReturnValue:
        realm = realm_of(space, provider)
        g.space = realm  # what the grants and pages of the shared code ask for
        exchange.find_armed = _nothing_armed  # faults are armed against the health space; its providers stay honest
        exchange.note(provider=provider.name)
        return view(realm, exchange)

    return answer


def _endpoints(provider: Provider, sign_in_page: RealmView = sign_in) -> Iterator[Endpoint]:
    places, name = provider.places, provider.name.replace("-", "_")

    def row(what: str, path: str, methods: tuple[str, ...], view: RealmView) -> Endpoint:
        return Endpoint(f"{name}_{what}", path, methods, _at(provider, view))

    for path in places.discovery:
        yield row("discovery", places.issuer + path, READ, discover)
    yield row("authorize", places.authorization, FORM, authorize)
    yield row("token", places.issuer + places.token, CALL, token)
    yield row("userinfo", places.issuer + places.userinfo, FORM, userinfo)
    yield row("jwks", places.issuer + places.jwks, READ, _jwks)
    yield row("logout", places.issuer + places.end_session, FORM, _logout)
    if places.revocation is not None:
        yield row("revoke", places.issuer + places.revocation, CALL, revoke)
    if places.introspection is not None:
        yield row("introspect", places.issuer + places.introspection, CALL, introspect)
    if places.backchannel_authentication is not None:
        yield row("backchannel", places.issuer + places.backchannel_authentication, CALL, authenticate)
    yield row("sign_in", places.issuer + "/sign-in", FORM, sign_in_page)
    yield row("consent", places.issuer + "/consent", FORM, consent)


def _entrances() -> Iterator[Endpoint]:
    for provider in ENTRANCES:
        yield Endpoint("sign_in_with", f"/sign-in/with/{provider.name}", READ, leave_for(provider))
        yield Endpoint("sign_in_from", f"/sign-in/from/{provider.name}", READ, come_back_from(provider))


ENDPOINTS: Final = (
    *_endpoints(PROSANTECONNECT, sign_in_professionals),
    *_endpoints(FRANCECONNECT),
    *_endpoints(FRANCECONNECT_PLUS),
    *_endpoints(APCV),
    *_entrances(),
    Endpoint("prosanteconnect_phone", f"{PROSANTECONNECT.places.root}/e-cps", FORM, _at(PROSANTECONNECT, phone)),
)
