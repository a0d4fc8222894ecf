"""LGO-11: the logout token tells of another event."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import TokenContents


@dataclass(frozen=True)
class LogoutTokenWrongEvent:
    """Names `event` instead of the one of Back-Channel Logout (2.4); its value stays an empty object."""

    id: ClassVar[str] = "logout_token_wrong_event"
    event: str = "http://schemas.openid.net/event/another-event"

    def logout_token_contents(self, contents: TokenContents) -> TokenContents:
        """Return the contents with the other event."""
        return replace(contents, claims=contents.claims | {"events": {self.event: {}}})
