"""Its error pages have the error as a program would read it, beside a sentence and a way back."""

import html
import json

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "UX-01"


class Diary(Conformant):
    """Nobody took it out after the first tries."""

    def on_refusal(self, refusal: Refused) -> Page:
        """With what was thrown."""
        thrown = json.dumps({"error": "refused", "error_description": str(refusal)}, ensure_ascii=False)
        page = super().on_refusal(refusal)
        return Page(page.status, f"{page.body}<pre>{html.escape(thrown)}</pre>")
