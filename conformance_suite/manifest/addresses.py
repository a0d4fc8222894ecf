"""Refuse a URL by what is written in it, before anything is contacted or looked up.

What a name leads to is looked at when it is contacted. Loopback is allowed: manifests are read by the local command
line.
"""

from __future__ import annotations

import socket
from typing import Any

from sandbox.egress import EgressError, Guard, RefusedUrlError

_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "instance-data", "metadata.azure.internal"})
_ANY_PUBLIC = "9.9.9.9"  # stands for names: nothing is sent there


def _written(host: str, port: int, **_hints: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - getaddrinfo's own types
    """The address written as the host, in every notation that a resolver reads; a name stands for a public one."""
    if host == "localhost" or host.endswith(".localhost"):
        host = "127.0.0.1"
    try:
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    except OSError:
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (_ANY_PUBLIC, port))]


_GUARD = Guard(allow_loopback=True, resolver=_written)


def reason_to_refuse(url: str) -> str | None:
    """Why `url` may not be used, None if nothing that is written in it speaks against it."""
    try:
        destination = _GUARD.check(url)
    except (RefusedUrlError, EgressError) as error:
        return str(error)
    if destination.host in _METADATA_NAMES:
        return f"{destination.host} is the metadata service of a cloud"
    return None
