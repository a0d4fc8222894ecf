"""Takes any token of the space without `events` for a logout token."""

from typing import Any

from logout import Logout as Conformant

KILLED_BY = "LGO-10"


class Logout(Conformant):
    """Only an event that is there is looked at."""

    def check_events(self, claims: dict[str, Any]) -> None:
        """None is as good as the right one."""
        if "events" in claims:
            super().check_events(claims)
