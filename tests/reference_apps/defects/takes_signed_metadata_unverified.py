"""Reads the signed copy of the metadata without verifying by whom it is signed."""

from joserfc.jwk import KeySet
from relying_party import RelyingParty as Conformant
from relying_party import decoded

KILLED_BY = "DISC-17"


class RelyingParty(Conformant):
    """A JWT is JSON in disguise."""

    def vouched_for(self, signed: str, keys: KeySet) -> bytes:
        """What its middle part says."""
        return decoded(signed.split(".")[1])
