"""What a browser makes of a reference that an app gives it, which is more than RFC 3986 allows (WHATWG URL, 4.4)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

_AROUND = "".join(map(chr, range(0x21)))  # control characters and the space
_LEFT_OUT = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SPECIAL = re.compile(r"(https?):(.*)", re.IGNORECASE | re.DOTALL)


def resolved(reference: str, page: str) -> str:
    """The address that a reference leads to from a page of http or https. Raises ValueError."""
    text = reference.strip(_AROUND).translate(_LEFT_OUT)
    end = re.search(r"[?#]", text)
    before, after = (text, "") if end is None else (text[: end.start()], text[end.start() :])
    return urljoin(page, _as_meant(before, urlsplit(page).scheme) + after)


def host_of(reference: str, page: str) -> str | None:
    """The host that a reference leads to; None where it leads nowhere."""
    try:
        host = urlsplit(resolved(reference, page)).hostname
    except ValueError:
        return None
    return None if host is None else unquote(host).lower()


def _as_meant(text: str, scheme: str) -> str:
    """What stands before query and fragment, with the slashes that a browser reads into it."""
    special = _SPECIAL.fullmatch(text)
    if special is None and _SCHEME.match(text):
        return text
    named, path = (special[1].lower(), special[2]) if special else (scheme, text)
    path = path.replace("\\", "/")
    if named == scheme and not path.startswith("//"):
        return path  # a scheme that is the page's own says nothing: what follows is a path
    return f"{named}://{path.lstrip('/')}"
