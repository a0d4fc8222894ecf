"""Keeps a refresh token that the space has refused, and tries it again."""

from relying_party import Answer, Pairing, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = ("MES-04", "MES-06", "REV-02", "RFR-03")


class RelyingParty(Conformant):
    """invalid_grant is taken for a bad moment."""

    def on_refresh_refused(self, pairing: Pairing, answer: Answer) -> None:
        """Tell the person to try again, and do so with the same token."""
        raise Refused("Mon espace santé ne répond pas. Réessayez.")
