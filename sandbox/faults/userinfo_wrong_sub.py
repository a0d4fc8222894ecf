"""UI-01: UserInfo speaks of another subject than the ID token."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class UserinfoWrongSub:
    """Puts `subject` for `sub`, and a `name` that shows on the pages of who uses it (OpenID Connect Core, 5.3.2)."""

    id: ClassVar[str] = "userinfo_wrong_sub"
    subject: str = "248289761001"
    name: str = "Ambre Delacourse"

    def userinfo_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the claims of another subject."""
        return replace(answer, body=answer.body | {"sub": self.subject, "name": self.name})
