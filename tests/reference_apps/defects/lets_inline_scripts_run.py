"""Sends a content security policy that lets every inline script run."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-02"


class Diary(Conformant):
    """The policy was loosened one day, to make something work."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Inline scripts of anybody."""
        policy = "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
        return super().headers(request) | {"Content-Security-Policy": policy}
