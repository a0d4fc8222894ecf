"""Shows the day that a measure had in UTC."""

import html
from typing import Any

from observations import value_of
from serve import Diary as Conformant

KILLED_BY = "FHIR-34"


class Diary(Conformant):
    """The zone of an instant is cut off."""

    def line(self, observation: dict[str, Any]) -> str:
        """The first ten characters are a day."""
        return html.escape(f"{observation['effectiveDateTime'][:10]} : {value_of(observation)}")
