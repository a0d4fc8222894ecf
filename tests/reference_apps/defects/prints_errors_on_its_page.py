"""Its page tells the person what a script threw as the object that it is."""

from single_page import Diary as Conformant

KILLED_BY = "UX-01"
SINGLE_PAGE = True


class Diary(Conformant):
    """Handy while it is being written."""

    def script(self, text: str) -> str:
        """In the place where the page tells how things are."""
        thrown = "JSON.stringify({error: 'refused', error_description: error.message})"
        return text.replace("tell(error.message)", f"tell({thrown})")
