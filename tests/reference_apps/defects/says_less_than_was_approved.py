"""Shows a shorter consent text than the one that was approved."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "MES-11"
DECLARES = "consent_text"


class Diary(Conformant):
    """People do not read long texts."""

    def consent(self, _query: dict[str, str], _form: dict[str, str], _sid: str) -> Page:
        """What matters."""
        return Page(200, "<h1>Votre accord</h1><p>Le carnet lit vos mesures.</p><a href='/login'>Continuer</a>")
