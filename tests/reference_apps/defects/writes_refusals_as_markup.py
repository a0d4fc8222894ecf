"""Puts the words of a refusal on the page as they are."""

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = "FHIR-13"


class Diary(Conformant):
    """Messages of the space are trusted."""

    def on_refusal(self, refusal: Refused) -> Page:
        """Unescaped."""
        return Page(400, f"{refusal} <a href='/'>Retour à l'accueil</a>")
