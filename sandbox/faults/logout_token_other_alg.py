"""LGO-07: the logout token is signed, by a key of the space, with another algorithm than the client registered."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import TokenContents


@dataclass(frozen=True)
class LogoutTokenOtherAlg:
    """Puts RS256 for ES256, and the other way round (Back-Channel Logout, 2.6, 2)."""

    id: ClassVar[str] = "logout_token_other_alg"

    def logout_token_contents(self, contents: TokenContents) -> TokenContents:
        """Return the contents with the other algorithm."""
        other = "RS256" if contents.header["alg"] == "ES256" else "ES256"
        return replace(contents, header=contents.header | {"alg": other})
