"""The page of one requirement, as Markdown: French, then English. Pure.

A lawyer finds on it, from top to bottom: what is asked, how binding it is and on which ground, how sure that is, what
proves it, and since when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from doctrine.applicability import concern
from doctrine.condition_words import words
from doctrine.difference_words import MEMBERS
from doctrine.model import Bilingual
from doctrine.words import CONFIDENCES, EVIDENCE_KINDS, METHODS, OBLIGATIONS, STANDINGS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doctrine.history import Stage
    from doctrine.model import ExpectedEvidence, Requirement

TONGUES = {"fr": "Français", "en": "English"}
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
FIRST = Bilingual("première révision", "first revision")
UNCHANGED = Bilingual("inchangée", "unchanged")
CHANGED = Bilingual("ont changé : {}", "changed: {}")
SINCE = Bilingual("depuis le {}", "since {}")


def page(one: Requirement, cases: Sequence[str], stages: Sequence[Stage]) -> str:
    """The page of a requirement, the cases that speak to it and its stages."""
    parts = [f"# {one.id}", "[Français](#francais) · [English](#english) · [index](../requirements.md)"]
    for language, name in TONGUES.items():
        parts += [f"## {name}", *_told(one, cases, stages, language)]
    return "\n\n".join(parts) + "\n"


def _told(one: Requirement, cases: Sequence[str], stages: Sequence[Stage], language: str) -> Iterator[str]:
    yield f"**{one.title[language]}**"
    yield one.statement[language]
    yield "\n".join(
        f"- {HEADS[name][language]}{COLON[language]} {value}" for name, value in _facts(one, cases, language) if value
    )
    yield HEADS["evidence"][language] + COLON[language]
    yield "\n".join(f"- {_evidence(item, language)}" for item in one.evidence)
    yield f"{HEADS['mend'][language]}{COLON[language]} {one.remediation[language]}"
    yield HEADS["history"][language] + COLON[language]
    yield "\n".join(f"- {_stage(stage, language)}" for stage in stages)


def _facts(one: Requirement, cases: Sequence[str], language: str) -> Iterator[tuple[str, str | None]]:
    source = " ".join(part for part in (one.source.text, one.source.version) if part)
    yield "obligation", OBLIGATIONS[one.obligation][language] + _conditional(one, language)
    yield "level", one.required_level[language] if one.required_level else None
    yield "when", words(concern(one), language)
    yield "standing", STANDINGS[one.legal_standing][language]
    yield "source", f"[{source}]({one.source.url}), {one.clause}" if one.source.url else f"{source}, {one.clause}"
    yield "official", one.provenance.official_ref
    yield "confidence", CONFIDENCES[one.confidence][language]
    yield "provenance", one.provenance.note
    yield "peers", ", ".join(f"{other.to} {other.clause}" for other in one.cross_references)
    yield "method", METHODS[one.verification.method][language]
    yield "reason", one.verification.reason[language] if one.verification.reason else None
    yield "rests_on", ", ".join(f"[{other}]({other}.md)" for other in one.verification.rests_on)
    yield "cases", ", ".join(f"[{case}](../cases.md#{case.lower()})" for case in cases)


def _conditional(one: Requirement, language: str) -> str:
    return "".join(
        f"; {OBLIGATIONS[row.obligation][language]}{COLON[language]} {words(row.when, language)}"
        for row in one.conditional
    )


def _evidence(item: ExpectedEvidence, language: str) -> str:
    details = [
        *([EVIDENCE_KINDS[item.kind][language]] if item.kind else []),
        *item.formats,
        *([MONTHS[language].format(item.valid_months)] if item.valid_months else []),
    ]
    return f"{item[language]} ({', '.join(details)})" if details else item[language]


def _stage(stage: Stage, language: str) -> str:
    edition, one = stage.edition, stage.requirement
    since = f" {SINCE[language].format(edition.in_force_from)}" if edition.in_force_from else ""
    if stage.changes:
        what = CHANGED[language].format(", ".join(MEMBERS[change.member][language] for change in stage.changes))
    else:
        what = UNCHANGED[language] if one.revision > 1 else FIRST[language]
    status = STATUSES[edition.status][language]
    place = f"{edition.id} ({status}{since}), r{one.revision}, {OBLIGATIONS[one.obligation][language]}"
    return f"{place}{COLON[language]} {what}"
