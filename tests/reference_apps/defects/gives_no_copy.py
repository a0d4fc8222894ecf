"""Notes that a person wants a copy of what is kept of them, and says nothing more."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-18"
DECLARES = "kept_data"


class Diary(Conformant):
    """Somebody will see to it."""

    def give_copy(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """Thanks."""
        return Page(200, "Votre demande est bien notée.")
