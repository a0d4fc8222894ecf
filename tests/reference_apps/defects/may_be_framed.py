"""Lets any site show its pages within its own."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-03"


class Diary(Conformant):
    """The policy says nothing of frames."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Everything but frame-ancestors."""
        return super().headers(request) | {"Content-Security-Policy": "default-src 'none'; style-src 'self'"}
