"""MTLS-02: where clients are known by their certificate, nobody asks for it any more."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CertificateChoice


@dataclass(frozen=True)
class CertificateNotAsked:
    """Leaves out the CertificateRequest (RFC 8446, 4.3.2), at the very addresses that are for certificates."""

    id: ClassVar[str] = "certificate_not_asked"

    def certificate(self, choice: CertificateChoice) -> CertificateChoice:
        """Return the same choice, without asking for the peer's."""
        return replace(choice, asks=False)
