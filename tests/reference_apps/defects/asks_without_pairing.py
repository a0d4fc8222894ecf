"""Asks for data of a person who refused the pairing."""

from measures import Measures
from relying_party import Pairing, Refused, RelyingParty
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-01"


class Diary(Conformant):
    """It may work without a token."""

    def __init__(self, relying_party: RelyingParty, measures: Measures) -> None:
        """Remember who said no."""
        super().__init__(relying_party, measures)
        self.refused: set[str] = set()

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Note a refusal."""
        if "error" in query:
            self.refused.add(sid)
        return super().callback(query, form, sid)

    def paired(self, sid: str) -> Pairing:
        """Try all the same."""
        try:
            return super().paired(sid)
        except Refused:
            if sid in self.refused:
                self.relying_party.call("GET", self.relying_party.fhir_base + "/fhir/Observation?code=29463-7", {})
            raise
