"""Calls the addresses that everybody calls, where nobody asks for its certificate."""

from relying_party import RelyingParty as Conformant

KILLED_BY = ("DISC-13", "TOK-19")
LEAVES_OPEN = ("MTLS-02",)


class RelyingParty(Conformant):
    """One list of addresses is enough."""

    def endpoint(self, name: str) -> str:
        """The one at the top of the document."""
        return str(self.metadata()[name])
