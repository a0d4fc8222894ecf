"""Names the issuer in `aud`, where SMART wants the FHIR server."""

from smart import RelyingParty as Conformant

KILLED_BY = "AREQ-09"


class RelyingParty(Conformant):
    """It is all one server."""

    def more_parameters(self) -> dict[str, str]:
        """With an audience that is none."""
        return {**super().more_parameters(), "aud": self.issuer}
