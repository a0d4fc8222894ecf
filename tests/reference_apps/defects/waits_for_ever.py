"""Waits for the token endpoint without a deadline of its own."""

from relying_party import RelyingParty as Conformant

KILLED_BY = ("TOK-05", "NET-06", "NET-07", "NET-10", "DISC-04")


class RelyingParty(Conformant):
    """The patience of a stone."""

    def patience(self) -> float:
        """An hour."""
        return 3600.0
