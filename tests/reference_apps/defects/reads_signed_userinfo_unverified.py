"""Reads a signed UserInfo without verifying its signature."""

import base64
import json
from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "UI-04"


class RelyingParty(Conformant):
    """It came over TLS, so it must be right."""

    def check_userinfo_signature(self, token: str) -> dict[str, Any]:
        """What is written in the token, the algorithm being the agreed one."""
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
        if header.get("alg") != self.algorithm:
            raise Refused("L'espace de santé n'a pas signé comme convenu.")
        return dict(claims)
