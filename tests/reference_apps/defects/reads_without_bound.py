"""Reads an answer however long it is."""

import http.client

from relying_party import RelyingParty as Conformant

KILLED_BY = ("DISC-11", "JWK-07", "FHIR-30")
LONG = 1024 * 1024  # bytes


class RelyingParty(Conformant):
    """Memory is cheap, and so is time for who says how much is to come."""

    def longest_body(self) -> int:
        """As much as there is."""
        return 1024**4

    def read_body(self, response: http.client.HTTPResponse, ends: float) -> bytes:
        """A long answer may take long."""
        return super().read_body(response, ends + 60 if (response.length or 0) > LONG else ends)
