"""The discovery document (OpenID Connect Discovery, 3; RFC 8414, 2), derived from the endpoints that there are."""

from collections.abc import Iterable
from functools import partial

from flask import jsonify
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.hooks import apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.signed_metadata import sign_metadata
from sandbox.spaces import Space

_ROOTS = {"authorize": "pages", "logout": "pages"}  # where browsers are sent


def document(space: Space, endpoints: Iterable[Endpoint]) -> JsonObject:
    """Describe a space by what its endpoints publish."""
    described: JsonObject = {"issuer": space.issuer}
    for endpoint in endpoints:
        if endpoint.published_as is None or not endpoint.open_in(space):
            continue
        described[endpoint.published_as] = _address(space, endpoint)
        described.update(endpoint.metadata(space))
    return described


def _address(space: Space, endpoint: Endpoint) -> str:
    if endpoint.name == "token":
        return space.token_endpoint
    return space.coordinates.root(_ROOTS.get(endpoint.name, endpoint.name)) + endpoint.path


def discovery(space: Space, exchange: Exchange, endpoints: Iterable[Endpoint]) -> ResponseReturnValue:
    """Answer the document, its signed copy beside it where there is one; whoever bends it later has it signed anew."""
    exchange.sign = partial(sign_metadata, space, exchange)
    return jsonify(exchange.sign(apply(exchange, "discovery_document", document(space, endpoints))))
