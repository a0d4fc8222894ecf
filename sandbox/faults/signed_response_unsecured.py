"""JARM-01: the authorization response is a JWT that says `alg: none` and has an empty signature."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class SignedResponseUnsecured:
    """Makes of the response an unsecured JWS (RFC 7515, A.5), which JARM, 2.4, forbids, with the very same claims."""

    id: ClassVar[str] = "signed_response_unsecured"

    def signed_response(self, token: SignedToken) -> SignedToken:
        """Return the response unsecured."""
        return token.unsecured()
