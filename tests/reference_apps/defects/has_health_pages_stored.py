"""Lets browsers keep the pages with measures."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-05"


class Diary(Conformant):
    """Pages may be stored for five minutes."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Private is not enough."""
        return super().headers(request) | {"Cache-Control": "private, max-age=300"}
