"""Sends a refresh again and again when no answer comes."""

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-09"
OVERHEARD_BY = ("NET-15",)
TRIES = 8


class RelyingParty(Conformant):
    """The next one will come through."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Try until an answer comes."""
        for _try in range(TRIES if form["grant_type"] == "refresh_token" else 0):
            try:
                return super().token_request(form)
            except Refused:
                continue
        return super().token_request(form)
