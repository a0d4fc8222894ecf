"""Has an audience measurement service watch every page."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "HDR-07"


class Diary(Conformant):
    """Health pages too, and nobody was asked."""

    def document(self, page: Page) -> str:
        """With the tag that marketing asked for."""
        tag = "<script async src='https://www.googletagmanager.com/gtag/js?id=G-0'></script>"
        return super().document(page).replace("</head>", f"{tag}</head>")
