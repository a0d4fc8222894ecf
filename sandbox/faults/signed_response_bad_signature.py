"""JARM-02: the signature of the authorization response is broken."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class SignedResponseBadSignature:
    """Changes one letter in the middle of the signature (JARM, 2.4); header and claims stay."""

    id: ClassVar[str] = "signed_response_bad_signature"

    def signed_response(self, token: SignedToken) -> SignedToken:
        """Return the response with a signature of nobody."""
        return token.with_broken_signature()
