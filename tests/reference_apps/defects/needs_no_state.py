"""Accepts an answer without a state."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-01"


class RelyingParty(Conformant):
    """A state is compared if there is one."""

    def check_state(self, pending: Pending, parameters: dict[str, str]) -> None:
        """Nothing to compare, nothing wrong."""
        if "state" in parameters:
            super().check_state(pending, parameters)
