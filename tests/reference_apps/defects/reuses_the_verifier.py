"""Uses one code verifier for everybody."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-03"


class RelyingParty(Conformant):
    """A constant where RFC 7636 4.1 wants a fresh random value."""

    def new_verifier(self) -> str:
        """Always the same."""
        return "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJ"
