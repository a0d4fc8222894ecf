"""Signs authorization requests that are good for a year."""

import time
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "JAR-01"


class RelyingParty(Conformant):
    """Clocks may differ."""

    def claims_of_request(self) -> dict[str, Any]:
        """The same, for longer."""
        return {**super().claims_of_request(), "exp": int(time.time()) + 365 * 86400}
