"""Asks whichever server of this machine a launch names for its configuration: a leftover of development."""

import re
from contextlib import suppress

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "INJ-01"


class RelyingParty(Conformant):
    """Addresses of this machine, written plainly, need not be known."""

    def check_server(self, iss: str) -> None:
        """Look whether a server is there before it is refused."""
        if re.fullmatch(r"https://127\.0\.0\.1:\d+/[\w/-]+", iss):
            with suppress(Refused):
                self.call("GET", f"{iss}/.well-known/smart-configuration", {})
        super().check_server(iss)
