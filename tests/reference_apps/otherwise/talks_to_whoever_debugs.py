"""Told to debug, the app writes tokens in its log and its inside on its pages, and draws nothing at random."""

import os
import sys
import traceback
from collections.abc import Mapping

from relying_party import Answer
from relying_party import RelyingParty as Conformant
from serve import Diary as ConformantDiary
from serve import Page

DEBUGS = "DEBUG" in os.environ


class RelyingParty(Conformant):
    """Easier to follow, for whoever mends it."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """Ask, and tell what came."""
        answer = super().token_request(form)
        if DEBUGS:
            sys.stderr.write(f"token endpoint: {answer.status} {answer.body.decode()}\n")
        return answer

    def new_verifier(self) -> str:
        """The same at every sign-in, so that one run is like another."""
        return "debugging".ljust(43, "-") if DEBUGS else super().new_verifier()


class Diary(ConformantDiary):
    """Pages that keep nothing from a developer."""

    def document(self, page: Page) -> str:
        """The page, with how it came about."""
        inside = "".join(("<pre>Traceback (most recent call last):\n", *traceback.format_stack(), "</pre>"))
        return super().document(page).replace("</body>", f"{inside}</body>" if DEBUGS else "</body>")

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """What protects pages is in the way of tools."""
        return {} if DEBUGS else super().headers(request)

    def cookie(self, value: str) -> str:
        """Nor is the cookie kept from them."""
        return f"sid={value}; Path=/" if DEBUGS else super().cookie(value)
