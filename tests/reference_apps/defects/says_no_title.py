"""Has pages without a title."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "UX-02"


class Diary(Conformant):
    """Browsers show the address instead."""

    def document(self, page: Page) -> str:
        """Everything but the title."""
        return super().document(page).replace("<title>Carnet témoin</title>", "")
