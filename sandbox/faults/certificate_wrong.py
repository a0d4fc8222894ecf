"""TLS-02 to TLS-10, TLS-12, TLS-14: a listener presents itself in a way that has to be refused."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CertificateChoice, ListenerName, WrongKind


@dataclass(frozen=True)
class CertificateWrong:
    """Shows, on one listener, a certificate or a TLS that is wrong in one way (`sandbox/certificates.py` has them)."""

    id: ClassVar[str] = "certificate_wrong"
    kind: WrongKind = "wrong_host"
    listener: ListenerName = "token"

    def certificate(self, choice: CertificateChoice) -> CertificateChoice:
        """Return the wrong choice on that listener."""
        return replace(choice, kind=self.kind) if choice.listener == self.listener else choice
