"""Lets browsers guess the type of what it sends."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-04"


class Diary(Conformant):
    """X-Content-Type-Options was forgotten."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Everything but nosniff."""
        return {key: value for key, value in super().headers(request).items() if key != "X-Content-Type-Options"}
