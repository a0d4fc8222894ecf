"""Tells the space by the address who is going to sign in, by social security number."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-06"


class RelyingParty(Conformant):
    """As login_hint, under the OID for tests: an identity that could be real would be refused by the space."""

    def authorization_request(self) -> tuple[Pending, str]:
        """The same request with a hint."""
        pending, url = super().authorization_request()
        return pending, url + "&login_hint=1.2.250.1.213.1.4.10%7C255081416802538"
