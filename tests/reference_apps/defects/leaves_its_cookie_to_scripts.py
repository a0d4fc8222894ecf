"""Sets a session cookie that scripts can read."""

from serve import Diary as Conformant

KILLED_BY = "SES-01"


class Diary(Conformant):
    """HttpOnly was forgotten."""

    def cookie(self, value: str) -> str:
        """Everything but HttpOnly."""
        return super().cookie(value).replace(" HttpOnly;", "")
