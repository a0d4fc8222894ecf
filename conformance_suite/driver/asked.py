"""A request that a page of Chromium is about to make, as the browser hands it to us (DevTools protocol, Fetch)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance_suite.driver.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCRIPTED = frozenset({"XHR", "Fetch"})
UNSEEN = frozenset({"Image", "Media", "Font", "Other"})  # not asked of the app: nothing of it is read on a page
_DESTINATIONS = {"Document": "document", "Script": "script", "Stylesheet": "style"}


@dataclass(frozen=True)
class Asked:
    """The request: its kind in Chromium's word, whether it opens the page itself, and the cookies held then."""

    outgoing: Outgoing
    kind: str
    document: bool
    redirected: bool
    cookies: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, event: Mapping[str, Any], *, main_frame: str, cookies: Sequence[Mapping[str, Any]]) -> Asked:
        """What a `requestPaused` event says."""
        request, kind = event["request"], str(event["resourceType"])
        document = kind == "Document" and event["frameId"] == main_frame
        headers = {str(name): str(value) for name, value in request["headers"].items() if name.lower() != "cookie"}
        content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), None)
        outgoing = Outgoing(request["method"], request["url"], _body(request), content_type, headers, page=document)
        return cls(outgoing, kind, document, "redirectedRequestId" in event, cookies)

    def header(self, name: str) -> str | None:
        """A header that the page gave."""
        return next((value for key, value in self.outgoing.headers.items() if key.lower() == name), None)

    def fetch_metadata(self, relation: str) -> dict[str, str]:
        """What Chromium adds further down than we look: Fetch Metadata, languages, encodings."""
        mode = "navigate" if self.kind == "Document" else "cors" if self.kind in SCRIPTED else "no-cors"
        destination = _DESTINATIONS.get(self.kind, "empty")
        return {
            "Accept-Language": "fr,en;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Sec-Fetch-Site": relation,
            "Sec-Fetch-Mode": mode,
            "Sec-Fetch-Dest": "iframe" if destination == "document" and not self.document else destination,
        }


def _body(request: Mapping[str, Any]) -> bytes | None:
    entries = request.get("postDataEntries") or []
    if entries:
        return b"".join(base64.b64decode(entry.get("bytes", "")) for entry in entries)
    text = request.get("postData")
    return None if text is None else str(text).encode()
