"""Makes a measure of each form that comes, although the same came before."""

from serve import Diary as Conformant

KILLED_BY = "FHIR-23"


class Diary(Conformant):
    """Who sends twice has measured twice."""

    def takes(self, once: str | None) -> bool:
        """What the form hides is not looked at."""
        return True
