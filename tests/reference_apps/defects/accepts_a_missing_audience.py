"""Looks at the audience of an ID token only when there is one."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-17"


class RelyingParty(Conformant):
    """A token for nobody is for everybody."""

    def check_audience(self, claims: dict[str, Any]) -> None:
        """Compare what is there."""
        if "aud" in claims:
            super().check_audience(claims)
