"""UI-01: UserInfo speaks of another subject than the ID token."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class UserinfoWrongSub:
    """Puts `subject` for `sub` (OpenID Connect Core, 5.3.2)."""

    id: ClassVar[str] = "userinfo_wrong_sub"
    subject: str = "248289761001"

    def userinfo_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the claims of another subject."""
        return replace(answer, body=answer.body | {"sub": self.subject})
