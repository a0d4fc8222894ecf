"""Lets the pages of any origin read its answers, with the person's cookies."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = "HDR-06"


class Diary(Conformant):
    """Whoever asks is allowed."""

    def headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """Say the origin back."""
        allowed = {"Access-Control-Allow-Origin": request.get("Origin", "*")}
        return super().headers(request) | allowed | {"Access-Control-Allow-Credentials": "true"}
