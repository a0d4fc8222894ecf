"""Goes on showing a message that the space no longer has, as if it were there."""

from typing import Any

from messages import Messages as Conformant
from relying_party import Pairing, Refused

KILLED_BY = "FHIR-45"
DECLARES = "messages"


class Messages(Conformant):
    """What was read once is kept for when it cannot be read."""

    def message(self, pairing: Pairing, message_id: str) -> dict[str, Any]:
        """The message, or the copy of it, read by now, if the space refuses it."""
        kept: dict[str, dict[str, Any]] = self.__dict__.setdefault("kept", {})
        try:
            kept[message_id] = super().message(pairing, message_id)
        except Refused:
            if message_id not in kept:
                raise
            return {**kept[message_id], "received": kept[message_id]["sent"]}
        return kept[message_id]
