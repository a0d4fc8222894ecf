"""The discovery document (OpenID Connect Discovery, 3; RFC 8414, 2), derived from the endpoints that there are."""

from collections.abc import Iterable

from flask import jsonify
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.hooks import apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.spaces import Space


def document(space: Space, endpoints: Iterable[Endpoint]) -> JsonObject:
    """Describe a space by what its endpoints publish."""
    described: JsonObject = {"issuer": space.issuer}
    for endpoint in endpoints:
        if endpoint.published_as is None or not endpoint.open_in(space):
            continue
        at_its_own_port = endpoint.name == "token"
        described[endpoint.published_as] = space.token_endpoint if at_its_own_port else space.issuer + endpoint.path
        described.update(endpoint.metadata(space))
    return described


def discovery(space: Space, exchange: Exchange, endpoints: Iterable[Endpoint]) -> ResponseReturnValue:
    """Answer the document."""
    return jsonify(apply(exchange, "discovery_document", document(space, endpoints)))
