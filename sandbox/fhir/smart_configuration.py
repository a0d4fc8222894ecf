"""`[base]/.well-known/smart-configuration` (SMART App Launch 2.2, 4): where SMART clients find the OpenID provider."""

import json
from typing import TYPE_CHECKING, Final

from flask import Response
from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.oidc.discovery import document
from sandbox.oidc.endpoints import ENDPOINTS
from sandbox.spaces import Space

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject

# What SMART's document shares with the discovery document of OpenID Connect.
_SHARED: Final = (
    "issuer", "jwks_uri", "authorization_endpoint", "token_endpoint", "token_endpoint_auth_methods_supported",
    "grant_types_supported", "registration_endpoint", "scopes_supported", "response_types_supported",
    "introspection_endpoint", "revocation_endpoint", "code_challenge_methods_supported",
)  # fmt: skip
# Confidential clients by secret or by key, public ones, the identity of who signs in, apps that start by themselves or
# are opened from a space: what the space really does.
_CAPABILITIES: Final = (
    "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "sso-openid-connect",
    "launch-standalone", "context-standalone-patient", "launch-ehr", "context-ehr-patient",
    "permission-offline", "permission-patient",
)  # fmt: skip


def smart_configuration(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    """Answer the document; a browser app of any origin may read it."""
    described = document(space, ENDPOINTS)
    answer: JsonObject = {name: described[name] for name in _SHARED if name in described}
    answer["capabilities"] = list(_CAPABILITIES)
    return Response(json.dumps(answer), content_type="application/json", headers={"Cache-Control": "no-store"})
