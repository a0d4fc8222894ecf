"""Sends its secret along with the person."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-13"


class RelyingParty(Conformant):
    """So that the space knows who asks."""

    def authorization_request(self) -> tuple[Pending, str]:
        """The same request with the secret in it."""
        pending, url = super().authorization_request()
        return pending, f"{url}&client_secret={self.client_secret}"
