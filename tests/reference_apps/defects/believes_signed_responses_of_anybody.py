"""Takes the issuer of a signed authorization response for whoever it says."""

from signed_response import RelyingParty as Conformant

KILLED_BY = ("ARSP-06", "JARM-03")


class RelyingParty(Conformant):
    """A good signature is enough; the issuer has to be told, but may be any."""

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """Any issuer will do, but not none."""
        super().check_response_issuer({"iss": self.issuer} if "iss" in parameters else {})
