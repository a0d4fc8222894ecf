"""IDT-07: the ID token is signed well, with another algorithm than the registered one."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenOtherAlgorithm:
    """Signs with the space's key of the other algorithm that it publishes (OpenID Connect Core, 3.1.3.7, 7)."""

    id: ClassVar[str] = "id_token_other_algorithm"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed otherwise."""
        return token.signed_by("other_algorithm")
