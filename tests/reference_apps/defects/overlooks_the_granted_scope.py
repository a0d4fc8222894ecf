"""Takes what it asked for as granted at sign-in."""

from relying_party import SCOPE, Pairing, Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-13"


class RelyingParty(Conformant):
    """The scope is looked at when it is refreshed, not before."""

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """Everything is granted."""
        pairing = super().complete(pending, parameters)
        pairing.scope = frozenset(SCOPE.split())
        return pairing
