"""Takes a FHIR server whose address begins like the one that it knows for that one."""

from contextlib import suppress
from urllib.parse import urlsplit

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "INJ-11"


class RelyingParty(Conformant):
    """Whether the beginning ends where the host does is not looked at."""

    def check_server(self, iss: str) -> None:
        """Read the configuration of a server that begins in the right way."""
        known, named = urlsplit(self.fhir_base), urlsplit(iss)
        if iss.startswith(f"https://{known.netloc}"):
            with suppress(Refused):
                self.call(
                    "GET", f"https://{named.hostname}:{named.port}{named.path}/.well-known/smart-configuration", {}
                )
        super().check_server(iss)
