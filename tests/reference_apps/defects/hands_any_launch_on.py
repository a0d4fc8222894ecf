"""Hands a launch value on to the space however long it is."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "INJ-03"


class RelyingParty(Conformant):
    """Launch values are not looked at."""

    def check_launch(self, launch: str) -> None:
        """Take anything."""
