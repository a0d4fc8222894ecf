"""Tells the version of what serves its pages."""

from serve import Diary as Conformant

KILLED_BY = "HDR-08"


class Diary(Conformant):
    """The banner that servers come with."""

    def banner(self) -> str:
        """Name and version."""
        return "carnet/1.0.3"
