"""Ends the exchange for good when the space is only suspended."""

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = "MES-07"


class Measures(Conformant):
    """A 403 is a 403."""

    def on_suspended(self, pairing: Pairing) -> None:
        """As if consent were withdrawn."""
        self.on_consent_withdrawn(pairing, "read")
