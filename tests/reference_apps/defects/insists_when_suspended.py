"""Asks for tokens again and again once the app has been suspended."""

from relying_party import Answer, Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "MES-13"


class RelyingParty(Conformant):
    """unauthorized_client may pass."""

    def on_refresh_refused(self, pairing: Pairing, answer: Answer) -> None:
        """Four times more."""
        if answer.json().get("error") == "unauthorized_client":
            for _ in range(4):
                self.token_request({"grant_type": "refresh_token", "refresh_token": str(pairing.refresh_token)})
        super().on_refresh_refused(pairing, answer)
