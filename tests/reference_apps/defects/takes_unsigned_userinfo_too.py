"""Verifies a signed UserInfo unless it says that it is not signed."""

import base64
import json
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "UI-04"


class RelyingParty(Conformant):
    """What is not signed cannot be signed wrongly."""

    def check_userinfo_signature(self, token: str) -> dict[str, Any]:
        """The signature, if there is to be one."""
        header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
        return dict(claims) if header.get("alg") == "none" else super().check_userinfo_signature(token)
