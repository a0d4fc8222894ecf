"""Behind TLS that ends before it, has no browser keep to https."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-01"
FRONT = "tls"


class Diary(Conformant):
    """Requests come by plain http, so the header is not due."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Everything else."""
        return {name: value for name, value in super().headers(request).items() if name != "Strict-Transport-Security"}
