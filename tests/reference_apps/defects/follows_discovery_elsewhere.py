"""Follows discovery to another origin, and believes what is said there."""

import urllib.request
from typing import Any

from relying_party import Answer, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = ("DISC-05", "JWK-08", "TLS-13")


class RelyingParty(Conformant):
    """The issuer is compared with the wrong address."""

    asked = ""

    def redirects(self) -> urllib.request.HTTPRedirectHandler:
        """As urllib does it by itself."""
        return urllib.request.HTTPRedirectHandler()

    def read_metadata(self, answer: Answer) -> dict[str, Any]:
        """Remember where the document was."""
        self.asked = answer.url.partition("/.well-known/")[0]
        return super().read_metadata(answer)

    def check_metadata(self, document: dict[str, Any]) -> None:
        """The issuer is where the document was."""
        if document.get("issuer") != self.asked:
            raise Refused("L'espace de santé ne se présente pas sous le bon nom.")
