"""Lets the browser carry the request when the space does not take it directly."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "PAR-01"


class _NotTaken(Exception):  # noqa: N818 - the event
    """The space refused what was pushed."""


class RelyingParty(Conformant):
    """Whatever works."""

    def way_in(self, url: str) -> str:
        """By the browser, if it cannot be pushed."""
        try:
            return super().way_in(url)
        except _NotTaken:
            return url

    def request_uri_of(self, answer: Answer) -> str:
        """Tell a refusal from an answer that is no good."""
        if answer.status >= 400:
            raise _NotTaken
        return super().request_uri_of(answer)
