"""Makes up the address of the keys from the issuer instead of reading it."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-06"


class RelyingParty(Conformant):
    """It always was there."""

    def metadata(self) -> dict[str, Any]:
        """The document, with an address of our own in it."""
        return super().metadata() | {"jwks_uri": self.issuer + "/oauth2/jwks"}
