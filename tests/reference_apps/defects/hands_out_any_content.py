"""Hands out the content of a document without checking its hash."""

from typing import Any

from documents import Documents as Conformant

KILLED_BY = "FHIR-29"
DECLARES = "documents"


class Documents(Conformant):
    """What comes from the space will be right."""

    def check_hash(self, attachment: dict[str, Any], data: bytes) -> None:
        """It costs time."""
