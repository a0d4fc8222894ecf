"""LGO-10, LGO-13: the logout token lacks claims that it must have."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import TokenContents


@dataclass(frozen=True)
class LogoutTokenWithout:
    """Leaves out `claims`, names with spaces between them (Back-Channel Logout, 2.4)."""

    id: ClassVar[str] = "logout_token_without"
    claims: str = "events"

    def logout_token_contents(self, contents: TokenContents) -> TokenContents:
        """Return the contents without those claims."""
        left = {name: value for name, value in contents.claims.items() if name not in self.claims.split()}
        return replace(contents, claims=left)
