"""Uses an access token until the space refuses it."""

import time
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-10"


class RelyingParty(Conformant):
    """What the space says of lifetimes is not read."""

    def expiry(self, tokens: dict[str, Any]) -> float:
        """Tomorrow."""
        return time.time() + 86400
