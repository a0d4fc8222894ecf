"""IDT-41: a logout token is sent as the ID token."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken
from sandbox.json_value import JsonObject

_EVENTS: JsonObject = {"http://schemas.openid.net/event/backchannel-logout": {}}
_KEPT = ("iss", "sub", "aud", "iat", "exp", "name", "idpe", "oid", "assign_auth")


@dataclass(frozen=True)
class IdTokenOfLogout:
    """Signs a logout token of the same person for the same client (OpenID Connect Back-Channel Logout, 2.4)."""

    id: ClassVar[str] = "id_token_of_logout"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the logout token."""
        kept = {name: token.claims[name] for name in _KEPT if name in token.claims}
        claims = {**kept, "jti": "logout-1", "events": _EVENTS}
        return token.signed_by("space", claims=claims, header={"typ": "logout+jwt"})
