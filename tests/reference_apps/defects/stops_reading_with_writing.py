"""Stops everything when only one direction was withdrawn."""

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = "MES-17"


class Measures(Conformant):
    """Consent is one and the same."""

    def on_consent_withdrawn(self, pairing: Pairing, way: str) -> None:
        """Both directions."""
        pairing.stopped = "Vous avez retiré votre accord : l'échange est arrêté."
        super().on_consent_withdrawn(pairing, way)
