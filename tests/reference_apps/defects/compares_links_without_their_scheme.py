"""Follows a next link to its own host and port, with or without TLS, with its tokens."""

from urllib.parse import urlsplit

from measures import Measures as Conformant

KILLED_BY = "FHIR-17"


class Measures(Conformant):
    """Host and port are enough."""

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Not twice, and not far."""
        same = urlsplit(url).netloc == urlsplit(self.relying_party.fhir_base).netloc
        return same and url not in asked and len(asked) < 5
