"""Talks to a server whose certificate it has not verified."""

import ssl

from relying_party import RelyingParty as Conformant

KILLED_BY = ("TLS-01", "TLS-02", "TLS-03", "TLS-04", "TLS-05", "TLS-06", "TLS-07", "TLS-10", "TLS-12", "TLS-14")


class RelyingParty(Conformant):
    """Verification was switched off one day, to make something work."""

    def tls_context(self) -> ssl.SSLContext:
        """No verification at all."""
        return ssl._create_unverified_context()  # noqa: S323 - the defect
