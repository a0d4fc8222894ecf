"""IDT-08: the header of the ID token has an extension that must be understood and that nobody knows."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenUnknownCrit:
    """Adds `crit` with `extension` to the header, signed as ever (RFC 7515, 4.1.11)."""

    id: ClassVar[str] = "id_token_unknown_crit"
    extension: str = "https://poincon.example/unknown"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token with the extension in its header."""
        return token.signed_by("space", header={"crit": [self.extension], self.extension: True})
