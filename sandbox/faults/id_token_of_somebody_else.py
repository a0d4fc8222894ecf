"""IDT-43: the ID token is that of another person, made for another client."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenOfSomebodyElse:
    """Signs the claims of somebody else of the space for `audience` (OpenID Connect Core, 16.11); the nonce stays."""

    id: ClassVar[str] = "id_token_of_somebody_else"
    audience: str = "another-client"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token about another person for another client."""
        if token.forge is None:
            return token
        return token.signed_by("space", claims=token.forge.about_somebody_else() | {"aud": self.audience})
