"""Pages of the space that Chromium need not draw: whoever fills in their forms reads them as they came."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from conformance_suite.driver.answers import Answer

_LIVELY: Final = re.compile(r"<(script|i?frame|object|embed)\b|http-equiv|<[^>]*\son[a-z]+\s*=", re.IGNORECASE)
_NOTHING: Final = b"<!doctype html>"


def does_nothing(page: Answer) -> bool:
    """Whether a page does nothing until somebody does something on it."""
    is_page = (page.header("content-type") or "").startswith("text/html")
    return is_page and page.header("refresh") is None and not _LIVELY.search(page.text)


def emptied(page: Answer) -> Answer:
    """The same page at the same address, with nothing on it: what was open before has been left for it all the same."""
    return replace(page, content=_NOTHING)
