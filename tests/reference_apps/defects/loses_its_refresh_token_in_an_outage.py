"""Throws its refresh token away when the space cannot refresh for a moment."""

from relying_party import Answer, Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-12"


class RelyingParty(Conformant):
    """What did not refresh once never will."""

    def on_refresh_refused(self, pairing: Pairing, answer: Answer) -> None:
        """As if the token were dead, whatever was said."""
        pairing.refresh_token = None
        super().on_refresh_refused(pairing, answer)
