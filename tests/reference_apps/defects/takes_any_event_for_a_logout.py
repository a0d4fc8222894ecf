"""Takes any event that the space tells of for a logout."""

from typing import Any

from logout import Logout as Conformant
from relying_party import Refused

KILLED_BY = "LGO-11"


class Logout(Conformant):
    """The name of the event is never looked at."""

    def check_events(self, claims: dict[str, Any]) -> None:
        """There is one, and that is enough."""
        if not claims.get("events"):
            raise Refused("Ce jeton ne parle pas de déconnexion.")
