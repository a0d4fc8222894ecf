"""What a row of the report is in the words of pytest: an outcome, and the text that goes with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from poincon_pytest.playing import Played
    from poincon_pytest.settings import Settings

Row = dict[str, Any]
Kind = Literal["pass", "fail", "inconclusive", "skip", "xfail", "warn"]
WORDS = {
    "en": {
        "fail": "NONCONFORMANT",
        "inconclusive": "INCONCLUSIVE: this says nothing about the app",
        "error": "AN ERROR OF OURS, not of the app",
        "skipped": "NOT PLAYED",
        "mend": "To mend it: ",
        "source": "Source: ",
        "seen": "Seen:",
        "read": "Transcript: ",
        "waived": "waived until {expires} by {owner}: {reason}",
        "waived_simply": "waived",
        "advice": "recommendation not followed: ",
        "no_report": "The run gave no report (exit code {code}):",
        "no_row": "The report does not speak of this case.",
        "explain": "More: ",
    },
    "fr": {
        "fail": "NON CONFORME",
        "inconclusive": "NON CONCLUANT : cela ne dit rien de l’application",
        "error": "UNE ERREUR DE NOTRE PART, non de l’application",
        "skipped": "NON JOUÉ",
        "mend": "Pour y remédier : ",
        "source": "Source : ",
        "seen": "Vu :",
        "read": "Transcription : ",
        "waived": "excusé jusqu’au {expires} par {owner} : {reason}",
        "waived_simply": "excusé",
        "advice": "recommandation non suivie : ",
        "no_report": "Le passage n’a pas donné de rapport (code de sortie {code}) :",
        "no_row": "Le rapport ne parle pas de ce cas.",
        "explain": "Pour en savoir plus : ",
    },
}


@dataclass(frozen=True)
class Outcome:
    """What becomes of an item, and what is said."""

    kind: Kind
    text: str = ""


def outcome(planned: Row, played: Played, settings: Settings) -> Outcome:
    """What the report says of a planned case."""
    words = WORDS[settings.language]
    if played.report is None:
        return Outcome("inconclusive", f"{words['no_report'].format(code=played.code)}\n{played.said}")
    row = played.cases.get(planned["case"])
    if row is None:
        return Outcome("inconclusive", words["no_row"])
    return _of_row(row, planned, played, settings)


def _of_row(row: Row, planned: Row, played: Played, settings: Settings) -> Outcome:
    verdict = row["verdict"]
    said = row["message"][settings.language]
    if verdict == "pass":
        return Outcome("pass")
    if row.get("waived"):
        return Outcome("xfail", _waiver(row["case"], played, settings))
    if verdict == "not_applicable" or (verdict == "skipped" and not played.startable):
        return Outcome("skip", said)
    if row["obligation"] == "SHALL" or settings.advice == "fail":
        return Outcome("fail" if verdict == "fail" else "inconclusive", _text(row, planned, played, settings))
    return Outcome(settings.advice, WORDS[settings.language]["advice"] + said)


def _waiver(case: str, played: Played, settings: Settings) -> str:
    words = WORDS[settings.language]
    excuse = played.waivers.get("excuses", {}).get(case)
    return words["waived"].format_map(excuse) if excuse else words["waived_simply"]


def _text(row: Row, planned: Row, played: Played, settings: Settings) -> str:
    words, language = WORDS[settings.language], settings.language
    source = planned.get("source") or {}
    named = " ".join(part for part in (source.get("text"), source.get("version")) if part)
    lines = [f"{words[row['verdict']]} · {row['case']} {row['check']} ({row['obligation']})", row["message"][language]]
    if row["remediation"]:
        lines += ["", words["mend"] + row["remediation"][language]]
    lines += ["", f"{words['source']}{row['requirement']} · {named}, {source.get('clause', '')}", planned["clause"]]
    if row["exchanges"]:
        lines += ["", words["seen"]]
        lines += [f"  {one}  {played.exchanges.get(one, '')}".rstrip() for one in row["exchanges"]]
    lines += ["", f"{words['read']}{played.folder / 'transcript.har'}"]
    return "\n".join([*lines, f"{words['explain']}poincon explain {row['case']}"])
