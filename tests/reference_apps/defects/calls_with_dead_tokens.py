"""Forgets its refresh token when it is refused, and goes on calling with the access token."""

from relying_party import Answer, Pairing, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "REV-02"


class RelyingParty(Conformant):
    """invalid_grant is about refreshing only, is it not?"""

    def on_refresh_refused(self, pairing: Pairing, answer: Answer) -> None:
        """Drop one token and keep the other."""
        if answer.status in {400, 401}:
            pairing.refresh_token = None
            raise Refused("La connexion à Mon espace santé a pris fin. Reconnectez-vous.")
        super().on_refresh_refused(pairing, answer)
