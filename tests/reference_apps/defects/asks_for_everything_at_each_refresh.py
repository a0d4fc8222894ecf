"""Asks at each refresh for the scope that it would like, not for the one that it was granted."""

from relying_party import SCOPE, Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-11"


class RelyingParty(Conformant):
    """One can always ask."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """With all of it."""
        more = {"scope": SCOPE} if form["grant_type"] == "refresh_token" else {}
        return super().token_request(form | more)
