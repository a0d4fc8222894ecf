"""Says that everything is erased, and keeps it."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-18"
DECLARES = "kept_data"


class Diary(Conformant):
    """It may be of use some day."""

    def erase(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """The words alone."""
        return Page(200, "Tout ce que le carnet gardait de vous est effacé.")
