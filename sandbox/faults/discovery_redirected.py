"""DISC-05: discovery is redirected to another origin, which names itself as the issuer."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class DiscoveryRedirected:
    """Answers 302 to the other host, where the document says that its issuer is there (RFC 8414, 3.3 and 6.2)."""

    id: ClassVar[str] = "discovery_redirected"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the redirect at the name that the app knows, and at the other name a document of its own."""
        if answer.endpoint != "discovery":
            return answer
        there = answer.url_elsewhere
        if there != answer.url:
            return replace(answer, status=302, body=b"").with_headers(Location=there)
        document = json.loads(answer.body)
        document["issuer"] = there.partition("/.well-known/")[0]
        return answer.saying(document)
