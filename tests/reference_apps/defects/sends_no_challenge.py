"""Begins a sign-in without PKCE."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-03"


class RelyingParty(Conformant):
    """No code challenge goes out."""

    def challenge_parameters(self, verifier: str) -> dict[str, str]:
        """Nothing."""
        return {}
