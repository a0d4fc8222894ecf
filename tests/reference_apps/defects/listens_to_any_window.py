"""Its page listens to other windows of the app, and to those of anybody else."""

from single_page import Diary as Conformant

KILLED_BY = "INJ-10"
SINGLE_PAGE = True


class Diary(Conformant):
    """Whoever opened the page may speak to it."""

    def script(self, text: str) -> str:
        """Without a look at where a message comes from."""
        return text.replace("if (event.origin !== location.origin) return\n", "")
