"""Takes every FHIR server of a host that it knows for one that it knows."""

from contextlib import suppress
from urllib.parse import urlsplit

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "INJ-02"


class RelyingParty(Conformant):
    """Port and path of a server are not looked at."""

    def check_server(self, iss: str) -> None:
        """Read the configuration of a server whose host is known."""
        if urlsplit(iss).hostname == urlsplit(self.fhir_base).hostname:
            with suppress(Refused):
                self.call("GET", f"{iss}/.well-known/smart-configuration", {})
        super().check_server(iss)
