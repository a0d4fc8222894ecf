"""Shows whichever message comes when it asks for one by its id."""

from typing import Any

from messages import Messages as Conformant

KILLED_BY = "FHIR-04"
DECLARES = "messages"


class Messages(Conformant):
    """The id of what comes is not looked at."""

    def check_id(self, message: dict[str, Any], message_id: str) -> None:
        """It will be the right one."""
