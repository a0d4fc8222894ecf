"""Its own server still agrees to TLS 1.0 and 1.1, for browsers that nobody has any more."""

import ssl

from serve import Server as Conformant

KILLED_BY = "TLS-15"


class Server(Conformant):
    """Whatever OpenSSL still knows."""

    def tls_context(self) -> ssl.SSLContext:
        """From TLS 1.0 upwards."""
        context = super().tls_context()
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        return context
