"""UI-02: UserInfo does not say of whom it speaks."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class UserinfoWithoutSub:
    """Leaves `sub` out, and puts a `name` that shows on the pages of who uses it (OpenID Connect Core, 5.3.2)."""

    id: ClassVar[str] = "userinfo_without_sub"
    name: str = "Ambre Delacourse"

    def userinfo_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the claims without a subject."""
        kept = {member: value for member, value in answer.body.items() if member != "sub"}
        return replace(answer, body=kept | {"name": self.name})
