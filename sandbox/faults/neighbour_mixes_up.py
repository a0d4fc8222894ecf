"""ARSP-08: the second issuer sends people through the space, and waits for the code."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import NeighbourAnswer


@dataclass(frozen=True)
class NeighbourMixesUp:
    """Sends the browser on to the space with the app's request, in the name of its client there (RFC 9700, 4.4.1)."""

    id: ClassVar[str] = "neighbour_mixes_up"

    def neighbour_answer(self, answer: NeighbourAnswer) -> NeighbourAnswer:
        """Return the way through the space in place of the way back."""
        return replace(answer, location=answer.through_the_space)
