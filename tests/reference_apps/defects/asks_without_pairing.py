"""Asks for data of a person who refused the pairing."""

from relying_party import Pairing, Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-01"
REFUSED: set[str] = set()  # browsers of those who said no


class Diary(Conformant):
    """It may work without a token."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Note a refusal."""
        if "error" in query:
            REFUSED.add(sid)
        return super().callback(query, form, sid)

    def paired(self, sid: str) -> Pairing:
        """Try all the same."""
        try:
            return super().paired(sid)
        except Refused:
            if sid in REFUSED:
                self.relying_party.call("GET", self.relying_party.fhir_base + "/fhir/Observation?code=29463-7", {})
            raise
