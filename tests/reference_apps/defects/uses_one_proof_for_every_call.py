"""Signs one proof and shows it at every call."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "DPOP-05"


class RelyingParty(Conformant):
    """Signing takes time."""

    kept = ""

    def proof(self, method: str, url: str, access_token: str | None) -> str:
        """The first one, as long as no server wants a nonce in it."""
        if self.nonces:
            return super().proof(method, url, access_token)
        self.kept = self.kept or super().proof(method, url, access_token)
        return self.kept
