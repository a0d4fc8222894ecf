"""TLS-01: a listener shows a certificate whose time is over."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CertificateChoice, ListenerName


@dataclass(frozen=True)
class CertificateExpired:
    """Shows, on one listener, a certificate like the valid one that expired yesterday (RFC 5280, 4.1.2.5)."""

    id: ClassVar[str] = "certificate_expired"
    listener: ListenerName = "token"

    def certificate(self, choice: CertificateChoice) -> CertificateChoice:
        """Return the choice of the expired certificate on that listener."""
        return replace(choice, kind="expired") if choice.listener == self.listener else choice
