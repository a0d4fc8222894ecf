"""Follows a next link to any port of its host, with its tokens."""

from urllib.parse import urlsplit

from measures import Measures as Conformant

KILLED_BY = "FHIR-17"


class Measures(Conformant):
    """The name of the host is enough."""

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Not twice, and not far."""
        same = urlsplit(url).hostname == urlsplit(self.relying_party.fhir_base).hostname
        return same and url not in asked and len(asked) < 5
