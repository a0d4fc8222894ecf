"""The report as text for a terminal or a mail, in French or English: the verdict first, then what to mend."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Literal

from conformance_suite.verdicts import RunVerdict, Verdict
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.report import CaseReport, FactReport, Report

Language = Literal["fr", "en"]
WIDTH = 100
SHAPES = {
    Verdict.PASS: "✔",
    Verdict.FAIL: "✘",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.INCONCLUSIVE: "?",
    Verdict.SKIPPED: "»",
    Verdict.ERROR: "!",
}
WORDS = {
    Verdict.PASS: Bilingual("réussi", "pass"),
    Verdict.FAIL: Bilingual("échec", "fail"),
    Verdict.NOT_APPLICABLE: Bilingual("sans objet", "not applicable"),
    Verdict.INCONCLUSIVE: Bilingual("non concluant", "inconclusive"),
    Verdict.SKIPPED: Bilingual("non joué", "skipped"),
    Verdict.ERROR: Bilingual("erreur de notre part", "error of ours"),
}
RUN_WORDS = {
    RunVerdict.CONFORMANT: Bilingual("✔ CONFORME", "✔ CONFORMANT"),
    RunVerdict.NONCONFORMANT: Bilingual("✘ NON CONFORME", "✘ NONCONFORMANT"),
    RunVerdict.INCONCLUSIVE: Bilingual("? NON CONCLUANT", "? INCONCLUSIVE"),
}
LABELS = {
    "heading": Bilingual("Poinçon : rapport de conformité", "Poinçon: conformance report"),
    "edition": Bilingual("référentiel", "doctrine"),
    "scope": Bilingual("portée", "scope"),
    "mend": Bilingual("Pour y remédier : ", "To mend it: "),
    "see": Bilingual("À voir dans la transcription : ", "See in the transcript: "),
    "interference": Bilingual(
        "(le cas joué parmi d'autres disait autre chose)", "(played beside others it said otherwise)"
    ),
    "waived": Bilingual("(excusé par une dérogation)", "(excused by a waiver)"),
    "contradicted": Bilingual("déclaration contredite par l'essai", "declaration contradicted by the run"),
    "never_seen": Bilingual("déclaré, jamais vu dans cet essai", "declared, never seen in this run"),
    "would_apply": Bilingual("S'appliqueraient, ou obligeraient davantage : ", "These would apply, or bind more: "),
    "advice": Bilingual("recommandation", "recommendation"),
    "people": Bilingual("À vérifier par une personne : ", "For a person to verify: "),
}
PEOPLE = {"inspection", "declaration", "hook_up"}


def render(report: Report, language: Language = "en") -> str:
    """The report, one block a case, failures first."""
    return "\n".join(_lines(report, language)) + "\n"


def _lines(report: Report, language: Language) -> Iterator[str]:
    app = f"{report.app.get('name', '')} {report.app.get('version', '')}".strip()
    scope = f"{LABELS['scope'][language]} {report.scope}"
    yield f"{LABELS['heading'][language]} · {app}"
    yield f"{LABELS['edition'][language]} {report.edition} · {scope} · {report.run.get('id', '')}"
    yield ""
    yield f"{RUN_WORDS[report.verdict][language]}  ({_counts(report, language)})"
    yield ""
    for fact in report.facts:
        yield from _fact(fact, language)
    if report.facts:
        yield ""
    order = list(Verdict)
    for row in sorted(report.cases, key=lambda row: (order.index(row.verdict), row.case)):
        yield from _case(row, language)
    people = [one.id for one in report.requirements if one.verdict is None and one.verification in PEOPLE]
    if people:
        yield ""
        yield from _wrapped(LABELS["people"][language] + ", ".join(people), "")


def _fact(row: FactReport, language: Language) -> Iterator[str]:
    word = LABELS["contradicted" if row.contradicts else "never_seen"][language]
    yield f"{'≠' if row.contradicts else '…'} {row.fact} · {word}"
    yield from _wrapped(row.message[language], "    ")
    if row.requirements:
        yield from _wrapped(LABELS["would_apply"][language] + ", ".join(row.requirements), "    ")
    if row.exchanges:
        yield from _wrapped(LABELS["see"][language] + ", ".join(row.exchanges), "    ")


def _case(row: CaseReport, language: Language) -> Iterator[str]:
    word = WORDS[row.verdict][language]
    advice = f" ({LABELS['advice'][language]})" if row.obligation is not Obligation.SHALL else ""
    yield f"{SHAPES[row.verdict]} {row.case:<18} {word}{advice} · {row.requirement} · {row.check}"
    if row.verdict in {Verdict.PASS, Verdict.NOT_APPLICABLE}:
        return
    yield from _wrapped(row.message[language], "    ")
    if row.interference:
        yield from _wrapped(LABELS["interference"][language], "    ")
    if row.waived:
        yield from _wrapped(LABELS["waived"][language], "    ")
    if row.remediation is not None:
        yield from _wrapped(LABELS["mend"][language] + row.remediation[language], "    ")
    if row.exchanges:
        yield from _wrapped(LABELS["see"][language] + ", ".join(row.exchanges), "    ")


def _counts(report: Report, language: Language) -> str:
    counted = [(WORDS[verdict][language], report.counts.get(verdict.value, 0)) for verdict in Verdict]
    return ", ".join(f"{count} {word}" for word, count in counted if count)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
