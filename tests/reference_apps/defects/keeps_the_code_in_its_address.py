"""Its page goes on with the answer of the space in its address, behind the number sign."""

from single_page import Diary as Conformant

KILLED_BY = "ARSP-19"
SINGLE_PAGE = True


class Diary(Conformant):
    """A router that drops nothing."""

    def script(self, text: str) -> str:
        """With the code in it."""
        return text.replace("history.replaceState(null, '', '/#me')", "history.replaceState(null, '', '/#me?' + query)")
