"""Replaces a resource without saying which version of it."""

from messages import Messages as Conformant

KILLED_BY = "FHIR-19"
DECLARES = "messages"


class Messages(Conformant):
    """Who writes last is right."""

    def conditions(self, method: str, body: bytes | None) -> dict[str, str]:
        """None."""
        return {}
