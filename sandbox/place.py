"""Where a sandbox process is found, and from where it may be called."""

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The name under which the spaces of a process are found, by default on this machine alone.

    Attributes:
        host: in the URLs and the certificates of the spaces.
        address: of that host; certificates know it too, and what is sent astray is sent there.
        callers: networks that may connect beside this machine itself; what others send would be taken for the app's.
    """

    host: str = "localhost"
    address: str = "127.0.0.1"
    callers: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        """Whether only this machine can come here."""
        return ipaddress.ip_address(self.address).is_loopback

    @property
    def other_host(self) -> str:
        """The address as URLs have it."""
        return f"[{self.address}]" if ":" in self.address else self.address

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that a certificate names."""
        return ("127.0.0.1", "::1") if self.local else (self.address,)

    def admits(self, peer: str) -> bool:
        """Tell whether somebody at this address may connect."""
        if self.local:
            return True
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return address.is_loopback or any(address in ipaddress.ip_network(network) for network in self.callers)


def shouted(url: str) -> str:
    """Return a URL whose host is in capitals: the same place to a browser, another string to a comparison."""
    scheme, slashes, rest = url.partition("//")
    host, colon, tail = rest.partition(":")
    return f"{scheme}{slashes}{host.upper()}{colon}{tail}"
