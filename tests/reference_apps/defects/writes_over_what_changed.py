"""Sends a replacement again, over whatever there is by now, when it was refused for another having come first."""

from typing import Any

from messages import Messages as Conformant
from relying_party import Pairing

KILLED_BY = "FHIR-20"
DECLARES = "messages"


class Messages(Conformant):
    """It must be written in the end."""

    def replace(self, pairing: Pairing, url: str, message: dict[str, Any]) -> bool:
        """Once more, without a look."""
        return super().replace(pairing, url, message) or super().replace(pairing, url, message)
