"""Agrees to TLS 1.0, to suites without encryption and to keys that are too short."""

import ssl

from relying_party import RelyingParty as Conformant

KILLED_BY = ("TLS-08", "TLS-09", "TLS-10")


class RelyingParty(Conformant):
    """An old server of a partner had to be reached, once."""

    def tls_context(self) -> ssl.SSLContext:
        """Whatever OpenSSL still knows."""
        context = super().tls_context()
        context.set_ciphers("ALL:eNULL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        return context
