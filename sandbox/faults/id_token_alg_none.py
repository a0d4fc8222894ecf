"""IDT-04, 05: the ID token says `alg: none`, in whatever letters, and has an empty signature."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenAlgNone:
    """Makes of the ID token an unsecured JWS (RFC 7515, A.5) with the very same claims, in this `spelling`."""

    id: ClassVar[str] = "id_token_alg_none"
    spelling: Literal["none", "None", "NONE", "nOnE"] = "none"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token unsecured."""
        return token.unsecured(self.spelling)
