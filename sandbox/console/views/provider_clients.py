"""The clients of the national identity providers: registered in one form, shown with what an app needs, removed."""

import dataclasses
import json
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from sandbox.console.client_form import Wrong
from sandbox.console.copying import env_lines
from sandbox.console.pages import console, go, page
from sandbox.console.provider_form import BY_NAME, ProviderForm
from sandbox.console.row import POST, Row
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.provider import Provider
from sandbox.identity.realm import realm_of
from sandbox.identity.relying_party import CLIENT_ID as ITSELF
from sandbox.identity_clients import MadeKeys, needs_key
from sandbox.oidc.clients import Clients, RegisteredClient, UnknownClientError
from sandbox.people.ins import RealIdentityError

_SHOWN: Final = 3  # professionals, to try with


def new() -> ResponseReturnValue:
    """Show the form."""
    wanted = request.args.get("provider", "")
    chosen = wanted if wanted in BY_NAME else next(iter(BY_NAME))
    return _form(ProviderForm(provider=chosen, redirect_uris="http://localhost:5000/callback"))


def register() -> ResponseReturnValue:
    """Read the form; register the client or tell what is wrong, beside each field."""
    shown = console()
    taken = {name: frozenset({ITSELF, *(one.client_id for one in some)}) for name, some in _clients().items()}
    typed = ProviderForm.read(request.form, taken)
    provider = typed.chosen
    if typed.wrong or provider is None:
        return _form(typed, status=422)
    keys = realm_of(shown.space, provider).part(MadeKeys)
    key = keys.new() if needs_key(provider.name) else None
    metadata = typed.metadata(provider, key.public if key else None)
    try:
        made = shown.desk.register_client(
            shown.space, metadata, client_id=typed.client_id or None, provider=provider.name
        )
    except RealIdentityError as error:
        wrong = {"name": Wrong("wrong_real_identity", str(error))}
        return _form(dataclasses.replace(typed, wrong=wrong), status=422)
    client_id = str(made["client_id"])
    if key is not None:
        keys.keep(client_id, key)
    return go("provider_client", provider=provider.name, client_id=client_id, done="registered")


def client() -> ResponseReturnValue:
    """Show a client, with its credentials to copy."""
    shown = console()
    provider, one = _find(request.args.get("provider"), request.args.get("client_id"))
    realm = realm_of(shown.space, provider)
    discovery = realm.issuer + "/.well-known/openid-configuration"
    key = realm.part(MadeKeys).of(one.client_id)
    credentials = {
        "issuer": realm.issuer,
        "discovery": discovery,
        "client_id": one.client_id,
        "client_secret": one.client_secret,
        "private_jwk": key.private if key else None,
        "redirect_uris": list(one.metadata.redirect_uris),
        "scope": " ".join(one.metadata.scope),
        "acr_values": list(provider.levels.methods),
    }
    env = {
        "OIDC_ISSUER": realm.issuer,
        "OIDC_CLIENT_ID": one.client_id,
        "OIDC_CLIENT_SECRET": one.client_secret,
        "OIDC_REDIRECT_URI": one.metadata.redirect_uris[0],
        "SSL_CERT_FILE": str(shown.ca_bundle),
        "REQUESTS_CA_BUNDLE": str(shown.ca_bundle),
        "NODE_EXTRA_CA_CERTS": str(shown.ca_bundle),
    }
    return page(
        "provider_client.html",
        client=one,
        provider=provider,
        issuer=realm.issuer,
        discovery=discovery,
        env=env_lines(env),
        credentials=json.dumps(credentials, indent=2, ensure_ascii=False),
        with_key=needs_key(provider.name),
        key_is_here=key is not None,
        professionals=shown.desk.list_professionals(shown.space, start=0, count=_SHOWN)
        if _is_for_them(provider)
        else (),
        done=request.args.get("done") == "registered",
    )


def ask_removal() -> ResponseReturnValue:
    """Ask before a client is removed."""
    provider, one = _find(request.args.get("provider"), request.args.get("client_id"))
    return page("remove_client.html", client=one, provider=provider)


def remove() -> ResponseReturnValue:
    """Remove a client."""
    shown = console()
    provider, client_id = BY_NAME.get(request.form.get("provider", "")) or abort(404), request.form.get("client_id", "")
    try:
        shown.desk.remove_client(shown.space, client_id, provider=provider.name)
    except UnknownClientError:
        abort(404)
    return go("clients")


def _is_for_them(provider: Provider) -> bool:
    return provider is PROSANTECONNECT


def _clients() -> dict[str, tuple[RegisteredClient, ...]]:
    shown = console()
    return {name: shown.desk.provider_clients(shown.space, name) for name in BY_NAME}


def _find(name: str | None, client_id: str | None) -> tuple[Provider, RegisteredClient]:
    provider = BY_NAME.get(name or "") or abort(404)
    if client_id == ITSELF:
        abort(404)
    return provider, realm_of(console().space, provider).part(Clients).find(client_id) or abort(404)


def _form(typed: ProviderForm, *, status: int = 200) -> ResponseReturnValue:
    return page("new_provider_client.html", status=status, typed=typed, providers=BY_NAME.values())


ROWS: Final = (
    Row("new_provider_client", "/clients/providers/new", new),
    Row("register_at_provider", "/clients/providers", register, POST),
    Row("provider_client", "/clients/providers/show", client),
    Row("ask_provider_removal", "/clients/providers/remove", ask_removal),
    Row("remove_from_provider", "/clients/providers/remove", remove, POST),
)
