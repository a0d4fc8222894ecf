"""Has a person type a measure again that could not be sent."""

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "UX-04"


class Diary(Conformant):
    """There is a way back, to an empty form."""

    def unsent(self, refusal: Refused, form: dict[str, str]) -> Page:
        """Why, and nothing else."""
        return self.on_refusal(refusal)
