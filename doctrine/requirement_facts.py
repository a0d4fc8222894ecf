"""What a requirement's page tells beside its statement, as named lines of plain text, in French or in English. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.applicability import concern
from doctrine.condition_words import words
from doctrine.model import Bilingual
from doctrine.words import CONFIDENCES, EVIDENCE_KINDS, METHODS, OBLIGATIONS, STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doctrine.model import ExpectedEvidence, Requirement

HEADS = {
    "obligation": Bilingual("Obligation", "Obligation"),
    "level": Bilingual("Niveau exigé", "Required level"),
    "when": Bilingual("S'applique quand", "Applies when"),
    "standing": Bilingual("Force tirée de", "Force comes from"),
    "source": Bilingual("Source", "Source"),
    "official": Bilingual("Référence officielle", "Official reference"),
    "confidence": Bilingual("Confiance", "Confidence"),
    "provenance": Bilingual("Comment le texte a été établi (en anglais)", "How the text was established"),
    "peers": Bilingual("Demandé aussi par", "Asked by others too"),
    "method": Bilingual("Vérifiée par", "Verified by"),
    "reason": Bilingual("Pourquoi pas une machine seule", "Why not by a machine alone"),
    "rests_on": Bilingual("On lit aussi", "Read with it"),
    "cases": Bilingual("Cas", "Cases"),
    "evidence": Bilingual("Preuves attendues", "Evidence expected"),
    "mend": Bilingual("Pour s'y conformer", "To conform"),
    "history": Bilingual("Histoire", "History"),
}
COLON = Bilingual(" :", ":")
MONTHS = Bilingual("valable {} mois", "valid for {} months")


def facts(one: Requirement, language: str) -> Iterator[tuple[str, str]]:
    """Each fact that the requirement has, by its name in HEADS; the source without its link, the cases not at all."""
    told = {
        "obligation": OBLIGATIONS[one.obligation][language] + _conditional(one, language),
        "level": one.required_level[language] if one.required_level else "",
        "when": words(concern(one), language),
        "standing": STANDINGS[one.legal_standing][language],
        "source": f"{source_name(one)}, {one.clause}",
        "official": one.provenance.official_ref or "",
        "confidence": CONFIDENCES[one.confidence][language],
        "provenance": one.provenance.note,
        "peers": ", ".join(f"{other.to} {other.clause}" for other in one.cross_references),
        "method": METHODS[one.verification.method][language],
        "reason": one.verification.reason[language] if one.verification.reason else "",
        "rests_on": ", ".join(one.verification.rests_on),
    }
    yield from ((name, text) for name, text in told.items() if text)


def evidence(one: Requirement, language: str) -> list[str]:
    """Each piece of evidence, with its kind, formats and validity."""
    return [_piece(item, language) for item in one.evidence]


def source_name(one: Requirement) -> str:
    """The source and its version."""
    return " ".join(part for part in (one.source.text, one.source.version) if part)


def _conditional(one: Requirement, language: str) -> str:
    rows = [(OBLIGATIONS[row.obligation][language], words(row.when, language)) for row in one.conditional]
    return "".join(f"; {obligation}{COLON[language]} {when}" for obligation, when in rows)


def _piece(item: ExpectedEvidence, language: str) -> str:
    details = [
        *([EVIDENCE_KINDS[item.kind][language]] if item.kind else []),
        *item.formats,
        *([MONTHS[language].format(item.valid_months)] if item.valid_months else []),
    ]
    return f"{item[language]} ({', '.join(details)})" if details else item[language]
