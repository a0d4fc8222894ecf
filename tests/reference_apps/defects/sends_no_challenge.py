"""Begins a sign-in without PKCE."""

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = ("AREQ-03", "DISC-08")


class RelyingParty(Conformant):
    """No code challenge goes out, and so no verifier."""

    def challenge_parameters(self, verifier: str) -> dict[str, str]:
        """Nothing."""
        return {}

    def code_form(self, code: str, pending: Pending) -> dict[str, str]:
        """A verifier without a challenge would be refused (RFC 9700 2.1.1)."""
        form = super().code_form(code, pending)
        del form["code_verifier"]
        return form
