"""LGO-06: the logout token says `alg: none` and has an empty signature."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class LogoutTokenUnsecured:
    """Makes of the logout token an unsecured JWS (RFC 7515, A.5) with the very same claims."""

    id: ClassVar[str] = "logout_token_unsecured"

    def logout_token(self, token: SignedToken) -> SignedToken:
        """Return the token unsecured."""
        return token.unsecured()
