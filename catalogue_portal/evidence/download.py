"""A document on its way out: to be saved, never to be shown or run by a browser on our origin."""

from urllib.parse import quote

from flask import Response

from catalogue_portal.evidence.content.recognition import MEDIA_TYPES
from catalogue_portal.evidence.models import EvidenceVersion
from doctrine.evidence_types import Format


def attachment(version: EvidenceVersion, content: bytes) -> Response:
    """Return the bytes of a version with everything that keeps a browser from doing more than saving them."""
    answer = Response(content, content_type=MEDIA_TYPES[Format(version.format)])
    plain = version.name.encode("ascii", "replace").decode().replace("?", "_")
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(version.name)}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
