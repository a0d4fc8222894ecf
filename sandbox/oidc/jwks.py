"""The public keys of the space (RFC 7517)."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from sandbox.hooks import apply
from sandbox.journal.exchange import Exchange
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space


def jwks(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Return the key set."""
    return jsonify(apply(exchange, "jwks_document", space.part(SigningKeys).public()))
