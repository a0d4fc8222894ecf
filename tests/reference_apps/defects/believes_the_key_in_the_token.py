"""Verifies the ID token with the key that it brings along."""

from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-09"


class RelyingParty(Conformant):
    """Whoever brings a key may use it."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """The key of the header, if there is one."""
        if "jwk" not in header:
            return super().signed_payload(token, header)
        return jws.deserialize_compact(token, ECKey.import_key(header["jwk"]), algorithms=[self.algorithm]).payload
