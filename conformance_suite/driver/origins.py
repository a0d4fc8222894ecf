"""Origins of URLs, as a browser compares them: scheme, host, port."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadUrlError(ValueError):
    """A URL that no browser would open."""


def origin_of(url: str) -> str:
    """The origin of an http or https URL, default ports left out. Raises BadUrlError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadUrlError(url) from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise BadUrlError(url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: `localhost`, its sub-names and the loopback addresses."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """Whether a browser takes the URL for a secure context: https, or this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def site_relation(initiator: str | None, url: str) -> str:
    """What Sec-Fetch-Site says of a request for `url` begun by a page of the origin `initiator`.

    The app and the space never share a site in real life, so on one machine two ports count as two sites.
    """
    if initiator is None:
        return "none"
    return "same-origin" if initiator == origin_of(url) else "cross-site"
