"""Uses UserInfo whoever it is about."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = ("UI-01", "UI-02")


class RelyingParty(Conformant):
    """The two subjects are never compared."""

    def check_same_subject(self, claims: dict[str, Any], told: dict[str, Any]) -> None:
        """Anything goes."""
