"""Shows whichever document comes when it asks for one by its id."""

from typing import Any

from documents import Documents as Conformant

KILLED_BY = "FHIR-04"
DECLARES = "documents"


class Documents(Conformant):
    """The id of what comes is not looked at."""

    def check_id(self, document: dict[str, Any], document_id: str) -> None:
        """It will be the right one."""
