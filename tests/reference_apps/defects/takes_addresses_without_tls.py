"""Uses an endpoint that is published without TLS."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = ("DISC-03", "DISC-10")


class RelyingParty(Conformant):
    """The document must know."""

    def check_endpoints(self, document: dict[str, Any]) -> None:
        """An address is an address."""
