"""Does a server still agree to a version of TLS that nobody should speak (RFC 8996)?"""

from __future__ import annotations

import ssl
import warnings
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from sandbox.egress import EgressError, RefusedUrlError

if TYPE_CHECKING:
    import socket

    from sandbox.egress import Guard

Outcome = Literal["agreed", "refused", "not_reached", "not_offered"]
OLD: Final = {"TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1}
PATIENCE = 5.0  # seconds for one handshake
_SPOKEN = {"TLSv1": ssl.HAS_TLSv1, "TLSv1.1": ssl.HAS_TLSv1_1}


def offer(url: str, version: str, guard: Guard) -> Outcome:
    """Offer one old version only; `not_offered` where OpenSSL on this machine cannot speak it."""
    if not _SPOKEN[version]:
        return "not_offered"
    try:
        line = guard.dial(url, timeout=PATIENCE)
    except (RefusedUrlError, EgressError):
        return "not_reached"
    with line:
        line.settimeout(PATIENCE)
        return _handshake(line, urlsplit(url).hostname or "", version)


def _handshake(line: socket.socket, host: str, version: str) -> Outcome:
    try:
        with _old_context(version).wrap_socket(line, server_hostname=host):
            return "agreed"
    except TimeoutError:
        return "not_reached"  # neither yes nor no
    except OSError:  # an alert, an end, a reset
        return "refused"


def _old_context(version: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is said on it: what matters is which version is agreed to
    context.set_ciphers("ALL:@SECLEVEL=0")  # else OpenSSL does not speak it whatever the other side does
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = OLD[version]
    return context
