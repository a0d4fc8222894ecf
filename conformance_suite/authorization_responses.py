"""What an authorization response brings to the app, in parameters or in a JWT (RFC 6749, 4.1.2; JARM, 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.jwt_parts import decoded
from conformance_suite.secrets_seen import marks_of

if TYPE_CHECKING:
    from conformance_suite.events import Request


def brought(request: Request, name: str) -> str | None:
    """What a callback says under a name; of a signed response that holds a code nothing can be read."""
    signed = request.parameter("response")
    token = None if signed is None else decoded(signed)
    value = request.parameter(name) if token is None else token[1].get(name)
    return value if isinstance(value, str) else None


def brings_code(request: Request) -> bool:
    """Whether a callback brings a code, signed or not."""
    return bool(request.parameter("code")) or holds_code(request.url)


def holds_code(address: str) -> bool:
    """Whether an authorization code stands in an address, in its query or behind it, as it is or in a JWT."""
    return any(mark.kind == "code" for mark in marks_of(address))
