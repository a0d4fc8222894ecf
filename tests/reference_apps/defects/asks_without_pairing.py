"""Asks for data of a person who refused the pairing."""

from relying_party import Pairing, Refused
from serve import Diary as Conformant

KILLED_BY = "MES-01"


class Diary(Conformant):
    """It may work without a token."""

    def paired(self, sid: str) -> Pairing:
        """Try all the same."""
        try:
            return super().paired(sid)
        except Refused:
            self.relying_party.call("GET", self.relying_party.fhir_base + "/fhir/Observation?code=29463-7", {})
            raise
