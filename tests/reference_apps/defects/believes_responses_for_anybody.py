"""Compares the audience of a signed authorization response with nothing."""

from typing import Any

from signed_response import RelyingParty as Conformant

KILLED_BY = "JARM-04"


class RelyingParty(Conformant):
    """It came here, so it is for us."""

    def check_response_audience(self, claims: dict[str, Any]) -> None:
        """Any audience will do, but not none."""
        super().check_response_audience({"aud": self.client_id} if "aud" in claims else {})
