"""Answers a person in JSON when something goes wrong."""

import json

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "UX-01"


class Diary(Conformant):
    """Made for a machine."""

    def content_type(self, page: Page) -> str:
        """JSON for errors."""
        return "application/json" if page.status == 400 else super().content_type(page)

    def document(self, page: Page) -> str:
        """The error as an object."""
        if page.status != 400:
            return super().document(page)
        return json.dumps({"error": "invalid_request", "detail": page.body})
