"""The relying party of an app with a service: known by a key instead of a secret, it also works in its own name."""

from __future__ import annotations

import json
import os
import secrets
import time
import urllib.parse
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey
from relying_party import Answer, Refused
from relying_party import RelyingParty as ByASecret

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = "system/Practitioner.rs"
SOON = 30  # seconds before its end in which a token is not used any more
LIFE = 240  # seconds that an assertion is good


class RelyingParty(ByASecret):
    """Client authentication by private_key_jwt, one method a rule, and tokens for the service."""

    def __init__(self) -> None:
        """Read the key, and where the directory of professionals is."""
        super().__init__()
        self.key = ECKey.import_key(json.loads(Path(os.environ["PRIVATE_JWK"]).read_text(encoding="utf-8")))
        self.directory = os.environ["AGENDA_BASE"]
        self.service_token = ("", 0.0)

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """The same, with an assertion in the form where an app with a secret shows that."""
        if headers.get("Authorization", "").startswith("Basic "):
            headers = {name: value for name, value in headers.items() if name != "Authorization"}
            proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion()}
            body = (body or b"") + b"&" + urllib.parse.urlencode(proof).encode()
        return super().call(method, url, headers, body)

    def assertion(self) -> str:
        """A new assertion of who the app is (SMART App Launch 2.2, client authentication by asymmetric key)."""
        header = {"alg": "ES384", "kid": self.key.kid, "typ": "JWT"}
        return jwt.encode(header, self.assertion_claims(), self.key, algorithms=["ES384"])

    def assertion_claims(self) -> dict[str, Any]:
        """Who says so, to whom, until when, and which one it is."""
        return {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.metadata()["token_endpoint"],
            "exp": int(time.time()) + LIFE,
            "jti": secrets.token_urlsafe(16),
        }

    def token_of_service(self) -> str:
        """The token of the service, asked for when there is none that is good for a while."""
        if self.service_token[1] < time.time() + SOON:
            answer = self.token_request({"grant_type": "client_credentials", "scope": SCOPE})
            tokens = answer.json()
            if answer.status != 200 or str(tokens.get("token_type", "")).lower() != "bearer":
                raise Refused("Le service du carnet n'est pas reconnu par l'espace de santé.")
            self.service_token = (str(tokens["access_token"]), self.expiry(tokens))
        return self.service_token[0]

    def professionals(self) -> int:
        """How many professionals the directory has, which a service may read for nobody in particular."""
        headers = {"Authorization": f"Bearer {self.token_of_service()}", "Accept": "application/fhir+json"}
        answer = self.call("GET", f"{self.directory}/fhir/Practitioner?_summary=count", headers)
        total = answer.json().get("total") if answer.status == 200 else None
        if not isinstance(total, int):
            raise Refused("L'annuaire des professionnels n'est pas disponible. Réessayez plus tard.")
        return total
