"""Makes up the address of the keys from the issuer instead of reading it."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-06"
LEAVES_OPEN = ("TLS-01", "TLS-02", "TLS-03", "TLS-04", "TLS-06", "TLS-08")  # at the keys, where they are


class RelyingParty(Conformant):
    """It always was there."""

    def metadata(self) -> dict[str, Any]:
        """The document, with an address of our own in it."""
        return super().metadata() | {"jwks_uri": self.issuer + "/oauth2/jwks"}
