"""LGO-02, LGO-03: the way back from a logout carries another `state` than was sent, or none."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import LogoutResponse


@dataclass(frozen=True)
class LogoutState:
    """Puts a `state` of nobody's, or leaves it out (RP-Initiated Logout, 3); the address stays the registered one."""

    id: ClassVar[str] = "logout_state"
    kind: Literal["other", "none"] = "other"

    def logout_response(self, response: LogoutResponse) -> LogoutResponse:
        """Return the response with another state, or without."""
        return replace(response, state=None if self.kind == "none" else "state-of-nobody-s4yZ81")
