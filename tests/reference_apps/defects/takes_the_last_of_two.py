"""Takes the last of two values of one parameter."""

from serve import Diary as Conformant

KILLED_BY = "ARSP-09"


class Diary(Conformant):
    """As most frameworks do."""

    def parameters(self, pairs: list[tuple[str, str]]) -> dict[str, str]:
        """The last one wins."""
        return dict(pairs)
