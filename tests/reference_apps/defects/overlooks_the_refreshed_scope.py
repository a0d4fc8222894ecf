"""Never looks at the scope again after sign-in."""

from typing import Any

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-08"


class RelyingParty(Conformant):
    """What was granted once is granted for ever."""

    def keep(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """Keep the tokens and leave the scope alone."""
        scope = pairing.scope
        super().keep(pairing, tokens)
        pairing.scope = scope
