"""UI-02: UserInfo does not say of whom it speaks."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class UserinfoWithoutSub:
    """Leaves `sub` out (OpenID Connect Core, 5.3.2)."""

    id: ClassVar[str] = "userinfo_without_sub"

    def userinfo_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the claims without a subject."""
        return replace(answer, body={name: value for name, value in answer.body.items() if name != "sub"})
