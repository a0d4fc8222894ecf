"""LGO-08, LGO-09, LGO-12: one claim of the logout token has a value that it must not have, or must not be there."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import TokenContents


@dataclass(frozen=True)
class LogoutTokenClaim:
    """Puts `value` into `claim` (Back-Channel Logout, 2.4): another issuer, another audience, or a nonce."""

    id: ClassVar[str] = "logout_token_claim"
    claim: Literal["iss", "aud", "nonce"] = "iss"
    value: str = "https://another-space.example"

    def logout_token_contents(self, contents: TokenContents) -> TokenContents:
        """Return the contents with that claim."""
        return replace(contents, claims=contents.claims | {self.claim: self.value})
