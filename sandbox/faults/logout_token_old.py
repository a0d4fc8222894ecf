"""LGO-13: the logout token was issued long ago, and has expired."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import TokenContents


@dataclass(frozen=True)
class LogoutTokenOld:
    """Puts `iat` and `exp` back by `seconds` (Back-Channel Logout, 2.6, 3: as those of an ID token)."""

    id: ClassVar[str] = "logout_token_old"
    seconds: int = 3600

    def logout_token_contents(self, contents: TokenContents) -> TokenContents:
        """Return the contents as they were then."""
        dates = {name: contents.claims.get(name) for name in ("iat", "exp")}
        past = {name: moment - self.seconds for name, moment in dates.items() if isinstance(moment, int)}
        return replace(contents, claims={**contents.claims, **past})
