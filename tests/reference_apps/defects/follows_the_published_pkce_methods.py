"""Uses PKCE as the metadata say: not at all, or plain."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-08"
OVERHEARD_BY = ("AREQ-03",)


class RelyingParty(Conformant):
    """The server knows best."""

    def challenge_parameters(self, verifier: str) -> dict[str, str]:
        """What the space says that it can."""
        methods = self.metadata().get("code_challenge_methods_supported", [])
        if "S256" in methods:
            return super().challenge_parameters(verifier)
        return {"code_challenge": verifier, "code_challenge_method": "plain"} if methods else {}
