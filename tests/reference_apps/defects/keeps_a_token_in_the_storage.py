"""Gives its page the access token, which keeps it in local storage, in clear."""

from typing import Any

from single_page import Diary as Conformant
from single_page import Pairing

KILLED_BY = "SES-03"
SINGLE_PAGE = True
KEEP_IT = "localStorage.setItem('access_token', signedIn.access_token)"


class Diary(Conformant):
    """A page that would call the space by itself."""

    def signed_in(self, session: str, pairing: Pairing) -> dict[str, Any]:
        """With the token."""
        return super().signed_in(session, pairing) | {"access_token": pairing.access_token}

    def script(self, text: str) -> str:
        """What outlives the page in the browser: the token."""
        return text.replace("function remember() {}", f"function remember(signedIn) {{ {KEEP_IT} }}")
