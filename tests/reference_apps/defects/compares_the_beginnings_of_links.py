"""Follows a next link that begins with the address of its host, whatever comes behind, with its tokens."""

from urllib.parse import urlsplit

from measures import Measures as Conformant
from relying_party import Answer
from relying_party import RelyingParty as Protocol

KILLED_BY = "FHIR-17"


class Measures(Conformant):
    """A URL is a text."""

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Not twice, and not far."""
        own = urlsplit(self.relying_party.fhir_base)
        return url.startswith(f"{own.scheme}://{own.netloc}") and url not in asked and len(asked) < 5


class RelyingParty(Protocol):
    """An HTTP client that knows users in URLs, as most do."""

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """What stands before an @ is no host (RFC 3986, 3.2.1)."""
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return super().call(method, parts._replace(netloc=host).geturl(), headers, body)
