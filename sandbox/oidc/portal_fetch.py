"""Reading what the trusted portal publishes: its keys and its status lists."""

from collections.abc import Callable

from sandbox import egress
from sandbox.spaces import Space

_SECONDS = 10.0  # a portal on a crowded machine is slow, not gone
_LARGEST = 512 * 1024


def fetch_from_portal(space: Space) -> Callable[[str], bytes]:
    """Make the function with which a space reads a URL of its portal, through the egress guard.

    A portal on this machine may be read when the trusted issuer itself is on this machine: then the operator said so.
    """
    trusted = space.trust.statement_issuer if space.trust else ""
    guard = egress.Guard(allow_loopback=egress.is_loopback(trusted), timeout=_SECONDS, largest=_LARGEST)
    return guard.get
