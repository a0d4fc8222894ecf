"""Why the suite has no check for a row of the catalogue: a closed list of reasons, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(StrEnum):
    """Why the suite has no check for a row."""

    NOT_YET = "not_yet"
    NEEDS_BROWSER = "needs_browser"
    NEEDS_PERSON = "needs_person"
    NEEDS_CAPABILITY = "needs_capability"
    NEEDS_ARTEFACT = "needs_artefact"
    NEEDS_MACHINERY = "needs_machinery"

    @property
    def words(self) -> str:
        """The reason as a table heads its column."""
        return self.replace("_", " ")

    @property
    def sentence(self) -> Bilingual:
        """The reason in words; a detail may follow."""
        return _SENTENCES[self]


_SENTENCES: Mapping[Reason, Bilingual] = {
    Reason.NOT_YET: Bilingual(
        fr="C’est prévu, et reste à écrire",
        en="It is planned, and still to be written",
    ),
    Reason.NEEDS_BROWSER: Bilingual(
        fr="Seul un navigateur peut en témoigner ; le contrôle pour le pilote `browser` reste à écrire",
        en="Only a browser can witness it; the check for the driver `browser` is still to be written",
    ),
    Reason.NEEDS_PERSON: Bilingual(
        fr="Il faut une personne qui se serve de l’application ; cela viendra avec le pilote `person`",
        en="It takes a person who uses the app; it comes with the driver `person`",
    ),
    Reason.NEEDS_CAPABILITY: Bilingual(
        fr="L’espace ne l’offre à aucune application",
        en="The space does not offer it to any app",
    ),
    Reason.NEEDS_ARTEFACT: Bilingual(
        fr="L’éditeur doit remettre une pièce",
        en="The publisher must hand something in",
    ),
    Reason.NEEDS_MACHINERY: Bilingual(
        fr="Il y faut un moyen que la suite n’a pas",
        en="It asks for machinery that the suite does not have",
    ),
}
NAMED = frozenset({Reason.NEEDS_CAPABILITY, Reason.NEEDS_ARTEFACT, Reason.NEEDS_MACHINERY})  # what, is to be said


USUALLY_MISSING = Bilingual(fr="la faute et son contrôle", en="the fault and its check")


@dataclass(frozen=True)
class Gap:
    """Why a row has no check; `detail` says what is missing, if it is not the fault and its check."""

    reason: Reason
    detail: Bilingual | None

    @property
    def missing(self) -> Bilingual | None:
        """What is missing; None where the reason alone says it."""
        return USUALLY_MISSING if self.detail is None and self.reason is Reason.NOT_YET else self.detail

    @property
    def sentence(self) -> Bilingual:
        """The whole reason in words, with its full stop."""
        reason, detail = self.reason.sentence, self.missing
        if detail is None:
            return Bilingual(fr=f"{reason.fr}.", en=f"{reason.en}.")
        return Bilingual(fr=f"{reason.fr} : {detail.fr}.", en=f"{reason.en}: {detail.en}.")
