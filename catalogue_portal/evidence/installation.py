"""Documents are larger than anything else that is sent: only the routes that take one let so much in."""

from typing import Final

from flask import Flask, request

from catalogue_portal.context import Context

TAKES_DOCUMENTS: Final = frozenset({"evidence.add", "evidence.renew", "evidence_pages.add", "evidence_pages.renew"})
ROOM_FOR_FIELDS: Final = 256 * 1024


def install(app: Flask, context: Context) -> None:
    """Widen the limit for the routes that take a document; before anything reads the form."""
    limit = context.settings.largest_document + ROOM_FOR_FIELDS

    def widen() -> None:
        if request.endpoint in TAKES_DOCUMENTS:
            request.max_content_length = limit

    app.before_request(widen)
