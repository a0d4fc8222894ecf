"""Replaces a resource without saying which version of it."""

from messages import Messages as Conformant
from relying_party import Pairing

KILLED_BY = "FHIR-19"
DECLARES = "messages"


class Messages(Conformant):
    """Who writes last is right."""

    def conditions(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> dict[str, str]:
        """None."""
        return {}
