"""Verifies the chain of a certificate, and not whose it is."""

import ssl

from relying_party import RelyingParty as Conformant

KILLED_BY = ("TLS-02", "TLS-07")


class RelyingParty(Conformant):
    """Names were in the way, one day in a test environment."""

    def tls_context(self) -> ssl.SSLContext:
        """Any name will do."""
        context = super().tls_context()
        context.check_hostname = False
        return context
