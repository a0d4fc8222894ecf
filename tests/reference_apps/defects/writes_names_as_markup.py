"""Its page writes the name of the person as markup."""

from single_page import Diary as Conformant

KILLED_BY = "UI-07"
SINGLE_PAGE = True


class Diary(Conformant):
    """A greeting could be bold one day."""

    def script(self, text: str) -> str:
        """Into the page, as it came."""
        return text.replace("element('who').textContent", "element('who').innerHTML")
