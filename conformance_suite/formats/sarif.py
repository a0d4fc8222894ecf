"""The report as SARIF 2.1.0: each case a rule, each result at the line of the manifest that it concerns.

Open questions are results of kind `open`, and what a machine could not play of kind `review`: neither is a success.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from conformance_suite.verdicts import Verdict
from doctrine.model import Bilingual, Obligation

if TYPE_CHECKING:
    from conformance_suite.formats.told import Told
    from conformance_suite.report import CaseReport

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "poinconCase/v1"
KINDS = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.NOT_APPLICABLE: "notApplicable",
    Verdict.INCONCLUSIVE: "open",
    Verdict.SKIPPED: "review",
    Verdict.ERROR: "open",
}
LEVELS = {Obligation.SHALL: "error", Obligation.SHOULD: "warning", Obligation.MAY: "note"}
WORDS = {
    "owner": Bilingual("Pour qui décide", "For the product owner"),
    "developer": Bilingual("Pour qui développe", "For the developer"),
    "mend": Bilingual("Pour y remédier", "To mend it"),
    "space": Bilingual("Ce que fait l’espace", "What the space does"),
    "app": Bilingual("Ce que fait une application sûre", "What a safe app does"),
    "source": Bilingual("Source", "Source"),
    "waived": Bilingual("excusé par une dérogation", "excused by a waiver"),
}
Sarif = dict[str, Any]


def render(told: Told, language: str) -> str:
    """The SARIF log, the same for the same report."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(told, language)]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _run(told: Told, language: str) -> Sarif:
    report = told.report
    suite = str(report.run.get("suite", "0"))
    return {
        "tool": {
            "driver": {
                "name": "Poinçon",
                "version": suite,
                "language": language,
                "rules": [_rule(row, told, language) for row in report.cases],
            }
        },
        "language": language,
        "automationDetails": {"id": f"poincon/{report.scope}/"},
        "invocations": [_invocation(told, language)],
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _file(told), "hashes": _hashes(told)}],
        "results": [_result(row, index, told, language) for index, row in enumerate(report.cases)],
        "properties": {
            "verdict": report.verdict.value,
            "edition": report.edition,
            "editionDigest": report.edition_digest,
            "app": {key: report.app.get(key) for key in ("name", "version")},
            "run": report.run.get("id"),
        },
    }


def _invocation(told: Told, language: str) -> Sarif:
    """When it ran; an error of ours is told here, so that nobody takes it for a finding about the app."""
    run = told.report.run
    errors = [row for row in told.report.cases if row.verdict is Verdict.ERROR]
    times = {"startTimeUtc": run.get("started"), "endTimeUtc": run.get("finished")}
    return {
        "executionSuccessful": not errors,
        **{key: value for key, value in times.items() if value},
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _plain(row.message[language])}, "associatedRule": {"id": row.case}}
            for row in errors
        ],
    }


def _rule(row: CaseReport, told: Told, language: str) -> Sarif:
    requirement = told.requirement(row)
    title = requirement.title[language] if requirement else row.requirement
    url = requirement.source.url if requirement else None
    tags = [row.requirement, row.obligation.value, *([requirement.theme] if requirement else [])]
    return {
        "id": row.case,
        "name": "".join(word.capitalize() for word in row.check.split("_")) or row.case,
        "shortDescription": {"text": title},
        "fullDescription": {"text": requirement.statement[language] if requirement else title},
        "help": {"text": "\n\n".join(_help(row, told, language)), "markdown": _markdown(row, told, language)},
        **({"helpUri": url} if url and url.startswith("https://") else {}),
        "defaultConfiguration": {"level": LEVELS[row.obligation]},
        "properties": {"tags": tags},
    }


def _help(row: CaseReport, told: Told, language: str) -> list[str]:
    return [line.replace("**", "").removeprefix("### ") for line in _markdown(row, told, language).split("\n\n")]


def _markdown(row: CaseReport, told: Told, language: str) -> str:
    """Both readings: what is asked and how to mend it, then what happens on the wire."""
    requirement, seen, case = told.requirement(row), told.misbehaviour(row), told.check(row)
    parts = [f"### {WORDS['owner'][language]}"]
    if requirement is not None:
        parts += [requirement.statement[language], _named("mend", requirement.remediation[language], language)]
    parts.append(f"### {WORDS['developer'][language]}")
    if seen is not None:
        parts += [_named("space", seen.title[language], language), _named("app", seen.expected[language], language)]
    if case is not None:
        parts.append(case.clause)
    if requirement is not None:
        version = f" {requirement.source.version}" if requirement.source.version else ""
        parts.append(_named("source", f"{requirement.source.text}{version}, {requirement.clause}", language))
    return "\n\n".join([*parts, f"`poincon explain {row.case}`"])


def _named(word: str, text: str, language: str) -> str:
    return f"**{WORDS[word][language]}{' :' if language == 'fr' else ':'}** {text}"


def _result(row: CaseReport, index: int, told: Told, language: str) -> Sarif:
    kind = KINDS[row.verdict]
    place = told.place(row)
    mend = f"\n{row.remediation[language]}" if row.remediation else ""
    region = {"startLine": told.line(place)}
    logical = {"fullyQualifiedName": place, "kind": "member"}
    location = {
        "physicalLocation": {"artifactLocation": {**_file(told), "index": 0}, "region": region},
        "logicalLocations": [logical],
    }
    return {
        "ruleId": row.case,
        "ruleIndex": index,
        "kind": kind,
        "level": LEVELS[row.obligation] if kind == "fail" else "none",
        "message": {"text": _plain(row.message[language] + mend)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: _fingerprint(row, told)},
        "suppressions": [_suppression(row, told, language)] if row.waived else [],
        "properties": {
            "verdict": row.verdict.value,
            "requirement": row.requirement,
            "obligation": row.obligation.value,
            "exchanges": list(row.exchanges),
        },
    }


def _suppression(row: CaseReport, told: Told, language: str) -> Sarif:
    """Why the result does not count, and who answers for that until when."""
    excused: Sarif = {"kind": "external", "status": "accepted", "justification": WORDS["waived"][language]}
    waiver = told.excuse(row)
    if waiver is None:
        return excused  # a run of before waivers were kept whole
    days = {"introduced": waiver.introduced.isoformat(), "expires": waiver.expires.isoformat()}
    said = {"justification": waiver.reason, "properties": {"owner": waiver.owner, **days}}
    return excused | said


def _plain(text: str) -> str:
    """The text as a SARIF message: what an app said makes no link and no placeholder (3.11.5, 3.11.6)."""
    return text.translate(_ESCAPES)


_ESCAPES = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def _fingerprint(row: CaseReport, told: Told) -> str:
    """The same for the same case on the same app, whatever moved in the manifest and whatever was seen."""
    what = "\n".join((str(told.report.app.get("name", "")), row.requirement, row.case))
    return hashlib.sha256(what.encode("utf-8", "replace")).hexdigest()


def _file(told: Told) -> Sarif:
    return {"uri": quote(told.path), "uriBaseId": ROOT}


def _hashes(told: Told) -> Sarif:
    kind, _colon, digest = str(told.report.app.get("manifest_digest", "")).partition(":")
    return {"sha-256": digest} if kind == "sha256" and digest else {}
