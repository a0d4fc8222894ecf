"""The clients of the space: registered in one form, shown with what an app needs of them, removed."""

import dataclasses
import json
from typing import Final

from flask import abort, request
from flask.typing import ResponseReturnValue

from sandbox.console.client_form import ALGORITHMS, EVERY_SCOPE, METHODS, ClientForm, Wrong
from sandbox.console.copying import env_lines, manifest_snippet
from sandbox.console.pages import console, go, page
from sandbox.console.row import POST, Row
from sandbox.identity.providers import PROVIDERS
from sandbox.inferred import inferred
from sandbox.oidc.clients import Clients, RegisteredClient, UnknownClientError
from sandbox.people.ins import RealIdentityError


def clients() -> ResponseReturnValue:
    """List the clients."""
    shown = console()
    at_providers = [(one, client) for one in PROVIDERS for client in shown.desk.provider_clients(shown.space, one.name)]
    return page("clients.html", clients=shown.desk.clients(shown.space), provider_clients=at_providers)


def new_client() -> ResponseReturnValue:
    """Show the form, everything ticked."""
    return _form(ClientForm(scope=EVERY_SCOPE, redirect_uris="http://localhost:5000/callback"))


def register() -> ResponseReturnValue:
    """Read the form; register the client or tell what is wrong, beside each field."""
    shown = console()
    taken = frozenset(client.client_id for client in shown.desk.clients(shown.space))
    typed = ClientForm.read(request.form, taken)
    if typed.wrong:
        return _form(typed, status=422)
    try:
        made = shown.desk.register_client(shown.space, typed.metadata(), client_id=typed.client_id or None)
    except RealIdentityError as error:
        wrong = {"name": Wrong("wrong_real_identity", str(error))}
        return _form(dataclasses.replace(typed, wrong=wrong), status=422)
    return go("client", client_id=str(made["client_id"]), done="registered")


def client() -> ResponseReturnValue:
    """Show a client, with its credentials to copy."""
    shown, one = console(), _find(request.args.get("client_id"))
    places = shown.space.coordinates
    env = {
        "MES_ISSUER": places.issuer,
        "MES_CLIENT_ID": one.client_id,
        "MES_CLIENT_SECRET": one.client_secret,
        "MES_FHIR_BASE": places.fhir_base,
        "MES_REDIRECT_URI": one.metadata.redirect_uris[0],
        "MES_SOLUTION_OID": one.solution_oid,
        "MES_ID_TOKEN_HEADER": inferred().id_token_header,
        "SSL_CERT_FILE": str(shown.ca_bundle),
        "REQUESTS_CA_BUNDLE": str(shown.ca_bundle),
        "NODE_EXTRA_CA_CERTS": str(shown.ca_bundle),
    }
    return page(
        "client.html",
        client=one,
        env=env_lines(env),
        credentials=json.dumps(one.coordinates(), indent=2, ensure_ascii=False),
        manifest=manifest_snippet(one),
        done=request.args.get("done") == "registered",
    )


def ask_removal() -> ResponseReturnValue:
    """Ask before a client is removed."""
    return page("remove_client.html", client=_find(request.args.get("client_id")))


def remove() -> ResponseReturnValue:
    """Remove a client."""
    shown = console()
    try:
        shown.desk.remove_client(shown.space, request.form.get("client_id", ""))
    except UnknownClientError:
        abort(404)
    return go("clients")


def _find(client_id: str | None) -> RegisteredClient:
    return console().space.part(Clients).find(client_id) or abort(404)


def _form(typed: ClientForm, *, status: int = 200) -> ResponseReturnValue:
    families = [(family, family.scopes) for family in inferred().families]
    identity = [scope for scope in inferred().claims if scope != "openid"]
    return page(
        "new_client.html",
        status=status,
        typed=typed,
        methods=METHODS,
        algorithms=ALGORITHMS,
        families=families,
        identity=identity,
    )


ROWS: Final = (
    Row("clients", "/clients", clients),
    Row("new_client", "/clients/new", new_client),
    Row("register", "/clients", register, POST),
    Row("client", "/clients/show", client),  # an identifier may hold any printable character: no part of a path
    Row("ask_removal", "/clients/remove", ask_removal),
    Row("remove", "/clients/remove", remove, POST),
)
