"""The registration endpoint (RFC 7591, 3): open only where the space trusts an issuer of software statements."""

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonValue
from sandbox.oidc import registration
from sandbox.oidc.errors import json_answer
from sandbox.spaces import Space


def register(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Register the app that shows a software statement; 201 with what was registered."""
    asked = _content()
    statement = asked.get("software_statement") if isinstance(asked, dict) else None
    exchange.secret("jwt", statement if isinstance(statement, str) else "")
    exchange.note(statement_present=isinstance(statement, str))
    try:
        if not isinstance(asked, dict):
            raise InvalidClientMetadataError("the body must be a JSON object")
        client = registration.register(space, asked)
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return json_answer(error)
    exchange.note(client_id=client.client_id)
    issued_at = int(space.part(Clock).now())
    answer = jsonify(registration.information(client, asked, issued_at=issued_at))
    answer.status_code = 201
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _content() -> JsonValue:
    try:
        content: JsonValue = request.get_json(silent=True)
    except RecursionError:  # nested deeper than anyone means
        return None
    return content
