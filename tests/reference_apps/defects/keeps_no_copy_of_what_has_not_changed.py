"""Asks whether a message has changed since, and has none to show when it has not."""

from typing import Any

from messages import Messages as Conformant
from relying_party import Answer

KILLED_BY = "FHIR-21"
DECLARES = "messages"


class Messages(Conformant):
    """A version is remembered, and what it was of is not."""

    def copy_of(self, kept: Answer) -> dict[str, Any]:
        """Its frame."""
        whole = super().copy_of(kept)
        return {name: whole[name] for name in whole if name != "payload"}
