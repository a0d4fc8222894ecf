"""The TLS fronts of the apps on this machine, each known by its port."""

import ssl
from collections.abc import Mapping

from sandbox.hooks import CertificateKind
from sandbox.wire.app_front import AppFront


class AppFronts:
    """Those that are open; all of them show the valid certificate, whatever the spaces show."""

    def __init__(self, contexts: Mapping[CertificateKind, ssl.SSLContext]) -> None:
        self._contexts = contexts
        self._open: dict[int, AppFront] = {}

    async def open(self, *, port: int, app_port: int) -> int:
        """Open a front on `port` (0: any) for the app on `app_port`; return its port.

        Raises:
            OSError: the port is taken.
        """
        front = AppFront(self._contexts["valid"], app_port)
        await front.open(port)
        self._open[front.port] = front
        return front.port

    def end(self, port: int) -> None:
        """Close one; nothing if there is none."""
        front = self._open.pop(port, None)
        if front is not None:
            front.close()

    def close(self) -> None:
        """Close all."""
        for port in tuple(self._open):
            self.end(port)
