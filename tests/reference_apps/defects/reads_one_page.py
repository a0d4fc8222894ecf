"""Reads the first page of a search and no other."""

from measures import Measures as Conformant

KILLED_BY = "FHIR-15"


class Measures(Conformant):
    """Links are not followed."""

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Once."""
        return not asked
