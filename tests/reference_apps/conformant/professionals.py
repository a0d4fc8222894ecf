"""The way in of professionals: Pro Santé Connect, an OpenID provider of its own."""

from __future__ import annotations

import os
import secrets
from typing import Any

from relying_party import Pending, Refused, RelyingParty, with_parameters

LEVEL = "eidas1"


class ProfessionalParty(RelyingParty):
    """The same protocol at another issuer, with another client; no record is opened by it."""

    def __init__(self) -> None:
        """Read the coordinates of Pro Santé Connect."""
        super().__init__()
        self.issuer = os.environ["PSC_ISSUER"]
        self.client_id = os.environ["PSC_CLIENT_ID"]
        self.client_secret = os.environ["PSC_CLIENT_SECRET"]
        self.redirect_uri = os.environ["MES_APP_URL"] + "/pro/callback"
        self.sign_ins: dict[str, Pending] = {}
        self.signed_in: dict[str, str] = {}

    def begin(self, sid: str) -> str:
        """Where to send the professional of this browser."""
        self.sign_ins[sid], url = self.authorization_request()
        return with_parameters(url, self.wishes())

    def wishes(self) -> dict[str, str]:
        """What Pro Santé Connect wants to be asked for."""
        return {"scope": "openid scope_all", "acr_values": LEVEL}

    def come_back(self, sid: str, parameters: dict[str, str]) -> str:
        """The professional is back: a new session, in which they are known by their national identifier."""
        pending = self.sign_ins.pop(sid, None)
        if pending is None:
            raise Refused("Aucune connexion n'est en cours dans ce navigateur.")
        self.check_state(pending, parameters)
        self.check_response_issuer(parameters)
        self.check_error(parameters)
        claims = self.claims_of(self.exchange_code(parameters["code"], pending), pending)
        if claims.get("acr") != LEVEL:
            raise Refused("Vous ne vous êtes pas identifié assez sûrement.")
        renewed = secrets.token_urlsafe(24)
        self.signed_in[renewed] = str(claims.get("preferred_username", ""))
        return renewed

    def check_endpoints(self, document: dict[str, Any]) -> None:
        """The same, but for revocation, which Pro Santé Connect has not."""
        super().check_endpoints({"revocation_endpoint": self.issuer, **document})
