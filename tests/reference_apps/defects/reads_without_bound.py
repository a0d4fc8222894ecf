"""Reads an answer however long it is."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-11"


class RelyingParty(Conformant):
    """Memory is cheap."""

    def longest_body(self) -> int:
        """As much as there is."""
        return 1024**4
