"""Follows a next link to whichever host it names, with its tokens."""

from measures import Measures as Conformant

KILLED_BY = "FHIR-17"


class Measures(Conformant):
    """The host of a link is not looked at."""

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Anywhere."""
        return url not in asked and len(asked) < 5
