"""Sends people to a standalone launch without looking whether the server offers one."""

from typing import Any

from smart import RelyingParty as Conformant

KILLED_BY = "DISC-14"


class RelyingParty(Conformant):
    """It has always worked."""

    def check_capabilities(self, smart: dict[str, Any]) -> None:
        """Whatever it can do."""
