"""Has browsers keep to https for an hour only."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-01"


class Diary(Conformant):
    """The header is there for the audit."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """An hour."""
        return super().headers(request) | {"Strict-Transport-Security": "max-age=3600"}
