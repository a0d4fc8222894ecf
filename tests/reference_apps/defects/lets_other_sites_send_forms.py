"""Takes forms that another site sends."""

from collections.abc import Mapping

from serve import Diary as Conformant

KILLED_BY = ("SES-01", "SES-05")


class Diary(Conformant):
    """The cookie goes along from anywhere, and nobody asks where a form comes from."""

    def refuses(self, method: str, headers: Mapping[str, str]) -> bool:
        """Nothing is refused."""
        return False

    def cookie(self, value: str) -> str:
        """To be sent along from other sites."""
        return super().cookie(value).replace("SameSite=Lax", "SameSite=None")
