"""Refuse, before anything is contacted, a URL that leads to another scheme or to a special address. Pure, no DNS.

What a name resolves to is checked when it is contacted; here only what is written counts, in every notation of an IPv4
address that a resolver would accept. Loopback is allowed: manifests are read by the local command line.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data", "metadata.azure.internal"})
_NUMBERS = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PLACEHOLDER = re.compile(r"\{[a-z_0-9]+\}")


def reason_to_refuse(url: str, *, schemes: frozenset[str] = frozenset({"http", "https"})) -> str | None:
    """Why `url` may not be used, None if nothing speaks against it; placeholders count as a plain host."""
    try:
        parts = urlsplit(_PLACEHOLDER.sub("placeholder", url) if "://" in url else url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in schemes:
        return f"its scheme is {parts.scheme!r}" if parts.scheme else "it has no scheme"
    if not host:
        return "it names no host"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name"
    return _reason_of_host(host.rstrip("."))


def _reason_of_host(host: str) -> str | None:
    if host in _METADATA_NAMES:
        return "its host is a cloud metadata service"
    address = _address(host)
    if address is None or address.is_loopback:
        return None
    if not address.is_global or address.is_multicast:
        return f"its address {address} is private, link-local or reserved"
    return None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _ipv4_in_numbers(host)
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is None and address in _NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return hidden or address
    return address


def _ipv4_in_numbers(host: str) -> ipaddress.IPv4Address | None:
    """Addresses such as 2852039166, 0xa9fea9fe or 169.254.43518, as inet_aton reads them."""
    if not _NUMBERS.fullmatch(host):
        return None
    try:
        numbers = [_number(part) for part in host.split(".")]
        *heads, tail = numbers
        value = tail + sum(head << (24 - 8 * index) for index, head in enumerate(heads))
        return ipaddress.IPv4Address(value)
    except ValueError:
        return None


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and part != "0" else int(part)
