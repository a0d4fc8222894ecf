"""Uses a signed UserInfo whichever app it is for."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "UI-04"


class RelyingParty(Conformant):
    """The space has signed it, and that is enough."""

    def check_userinfo_audience(self, told: dict[str, Any]) -> None:
        """Anybody's."""
