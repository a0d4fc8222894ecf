"""Signs in whoever the token names, checks nothing and calls nothing: silence must not make it pass."""

import base64
import json
from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant


class RelyingParty(Conformant):
    """Decodes, believes."""

    def verify_id_token(self, token: str, pending: Pending) -> dict[str, Any]:
        """No rule is applied."""
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        return claims
