"""Compares the issuer of a response with nothing when there is one."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-06"


class RelyingParty(Conformant):
    """It is enough that somebody answers."""

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """Any issuer will do, but not none."""
        super().check_response_issuer({"iss": self.issuer} if "iss" in parameters else {})
