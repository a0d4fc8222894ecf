"""Compares the subject of UserInfo only when there is one."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "UI-02"


class RelyingParty(Conformant):
    """No subject is as good as the right one."""

    def check_same_subject(self, claims: dict[str, Any], told: dict[str, Any]) -> None:
        """Compare what is there."""
        if "sub" in told:
            super().check_same_subject(claims, told)
