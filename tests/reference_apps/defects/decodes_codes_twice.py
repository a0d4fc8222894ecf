"""Decodes the code once more than it was encoded."""

import urllib.parse

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-16"


class RelyingParty(Conformant):
    """It makes no difference to most codes."""

    def code_form(self, code: str, pending: Pending) -> dict[str, str]:
        """With a code that may be another."""
        return super().code_form(urllib.parse.unquote_plus(code), pending)
