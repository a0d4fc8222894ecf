"""Follows the next link of a page even when it leads back to it."""

from measures import Measures as Conformant

KILLED_BY = "FHIR-16"


class Measures(Conformant):
    """No page is remembered. The end comes late, so that the machine of the tests is spared."""

    rounds = 0

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Again and again."""
        self.rounds = self.rounds + 1 if asked else 0
        return url.startswith(self.relying_party.fhir_base + "/") and self.rounds < 400
