"""Its page takes the authorization response from wherever it stands, the fragment of the address too."""

from single_page import Diary as Conformant

KILLED_BY = "ARSP-17"
SINGLE_PAGE = True


class Diary(Conformant):
    """A page that had a library for the implicit flow once."""

    def script(self, text: str) -> str:
        """Behind the number sign, where there is no query."""
        return text.replace("(location.search)", "(location.search || location.hash.slice(1))")
