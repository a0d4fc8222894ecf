"""Opened from a record, sends the person to the space as if nothing had been given."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-10"


class RelyingParty(Conformant):
    """A launch is a sign-in like any other."""

    def launch_request(self, iss: str, launch: str) -> tuple[Pending, str]:
        """Look at what came, and leave it."""
        self.check_server(iss)
        self.check_launch(launch)
        return self.authorization_request()
