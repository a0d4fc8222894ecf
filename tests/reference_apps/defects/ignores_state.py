"""Accepts an answer whose state is not the one it sent."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = ("ARSP-01", "ARSP-02", "ARSP-22")


class RelyingParty(Conformant):
    """The state is never compared."""

    def check_state(self, pending: Pending, parameters: dict[str, str]) -> None:
        """Anything goes."""
