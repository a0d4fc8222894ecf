"""Asks the space to end a session without saying whose."""

from logout import Logout as Conformant
from relying_party import Pairing

KILLED_BY = "LGO-01"


class Logout(Conformant):
    """The client is named, the session is not."""

    def fields(self, pairing: Pairing, browser: str) -> dict[str, str]:
        """The client identifier instead of the hint."""
        fields = super().fields(pairing, browser)
        del fields["id_token_hint"]
        return fields | {"client_id": self.relying_party.client_id}
