"""Reads the configuration of whichever issuer another site names, and only then looks whether it knows it."""

from contextlib import suppress

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = ("INJ-04", "INJ-11")


class RelyingParty(Conformant):
    """Issuers are asked first and compared afterwards."""

    def check_initiator(self, iss: str) -> None:
        """Ask, then compare."""
        with suppress(Refused):
            self.call("GET", f"{iss}/.well-known/openid-configuration", {})
        super().check_initiator(iss)
