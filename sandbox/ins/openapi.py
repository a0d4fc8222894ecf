"""The OpenAPI description of the INSi service (OpenAPI 3.1), from the schemas by which it reads."""

from typing import Final

from flask import jsonify
from flask.typing import ResponseReturnValue

from sandbox.ins.messages import ANSWER, SEARCH, VERIFICATION
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.spaces import Space

_SAYS: Final = (
    "Gives and verifies the INS of made-up people, for the software of professionals. The real INSi speaks SOAP; this"
    " JSON is inferred. Test INS only. The access token is one of the Pro Santé Connect of the space."
)
_REFUSALS: Final = {
    "400": "The body is not JSON",
    "401": "The access token is missing, unknown or expired",
    "409": "The identity is doubtful or fictitious: INSi may not be asked",
    "415": "The body is not application/json",
    "422": "A member does not conform, or the OID is not one for tests",
}
_PROBLEM: Final[JsonObject] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def openapi(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    """Answer the description."""
    return jsonify(description(space))


def description(space: Space) -> JsonObject:
    """Describe the service of a space."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mock health space: INSi", "version": "1.0.0", "description": _SAYS},
        "servers": [{"url": f"{space.issuer}/insi"}],
        "security": [{"pro_sante_connect": []}],
        "paths": {
            "/search": {"post": _operation("search", "Find an INS by traits", SEARCH)},
            "/verify": {"post": _operation("verify", "Verify an INS with its traits", VERIFICATION)},
        },
        "components": {
            "securitySchemes": {"pro_sante_connect": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Answer": ANSWER, "Problem": _PROBLEM},
        },
    }


def _operation(name: str, summary: str, schema: JsonObject) -> JsonObject:
    responses: JsonObject = {"200": {"description": "00, 01 or 02", **_content("application/json", "Answer")}}
    for status, why in _REFUSALS.items():
        responses[status] = {"description": why, **_content("application/problem+json", "Problem")}
    body: JsonObject = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"operationId": name, "summary": summary, "requestBody": body, "responses": responses}


def _content(media_type: str, schema: str) -> JsonObject:
    return {"content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
