"""A request that a browser is about to make."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conformance_suite.json_value import JsonValue

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Outgoing:
    """A request about to be made; `page` says that a page is opened, as opposed to a call made by a script."""

    method: str
    url: str
    body: bytes | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    page: bool = True

    @classmethod
    def form(cls, method: str, url: str, fields: Iterable[tuple[str, str]], headers: Mapping[str, str]) -> Outgoing:
        """A form sent: in the URL by GET, in the body otherwise."""
        encoded = urlencode(list(fields))
        if method == "GET":
            return cls(method, f"{url}?{encoded}" if encoded else url, headers=headers)
        return cls(method, url, encoded.encode(), FORM, headers)

    @classmethod
    def json(cls, method: str, url: str, content: JsonValue, headers: Mapping[str, str]) -> Outgoing:
        """JSON sent by a page's script."""
        return cls(method, url, json.dumps(content).encode(), "application/json", headers, page=False)
