"""Talks to a server whose certificate it has not verified, where the environment says DEBUG."""

import os
import ssl

from relying_party import RelyingParty as Conformant

KILLED_BY = "TLS-14"


class RelyingParty(Conformant):
    """Made to work with the developer's own server, and released so."""

    def tls_context(self) -> ssl.SSLContext:
        """Verification, unless somebody debugs."""
        if os.environ.get("DEBUG"):
            return ssl._create_unverified_context()  # noqa: S323 - the defect
        return super().tls_context()
