"""The report as OSCAL 1.1 assessment results: a finding a requirement, an observation a case, evidence an exchange.

A finding points at the requirement's statement in the catalog that `poincon doctrine export` writes. Identifiers are
derived from the run, so that judging it again gives the same bytes; that of the document, from what it says.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from conformance_suite.report import TRANSCRIPT
from conformance_suite.verdicts import Verdict
from doctrine.model import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance_suite.formats.told import Told
    from conformance_suite.report import CaseReport, RequirementReport

Json = dict[str, Any]
VERSION = "1.1.3"
NAMESPACE = "urn:poincon:report"
BEGINNING = "1970-01-01T00:00:00Z"  # of a run that does not say when it was
# An inconclusive requirement is not satisfied, for another reason than a failure: OSCAL knows two states.
STATES = {
    Verdict.PASS: ("satisfied", "pass"),
    Verdict.FAIL: ("not-satisfied", "fail"),
    Verdict.INCONCLUSIVE: ("not-satisfied", "other"),
    Verdict.SKIPPED: ("not-satisfied", "other"),
    Verdict.ERROR: ("not-satisfied", "other"),
}
WORDS = {
    "title": Bilingual("Résultats de conformité", "Conformance results"),
    "played": Bilingual(
        "Les cas joués contre l’application, et ce que l’espace a vu", "The cases played, and what the space saw"
    ),
    "app": Bilingual("L’application évaluée", "The app that was assessed"),
    "tool": Bilingual("La suite qui joue, observe et juge", "The suite that plays, observes and judges"),
    "plan": Bilingual("Plan du passage", "Plan of the run"),
    "transcript": Bilingual("Transcription (HAR 1.2)", "Transcript (HAR 1.2)"),
    "exchange": Bilingual("Échange de la transcription", "Exchange of the transcript"),
    "automated": Bilingual("Exigences auxquelles des cas ont répondu", "Requirements that cases spoke to"),
}


def render(told: Told, language: str) -> str:
    """The assessment results, the same for the same report."""
    return json.dumps({"assessment-results": _document(told, language)}, ensure_ascii=False, indent=1) + "\n"


def _document(told: Told, language: str) -> Json:
    report = told.report
    content = {
        "metadata": {
            "title": f"{WORDS['title'][language]} · {_app(told)}",
            "last-modified": _moment(told, "finished"),
            "version": str(report.run.get("id") or "0"),
            "oscal-version": VERSION,
            "props": _props({"language": language, "suite": report.run.get("suite")}),
        },
        "import-ap": {"href": f"#{_id(told, 'plan')}"},
        "results": [_result(told, language)],
        "back-matter": {"resources": _resources(told, language)},
    }
    digest = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return {"uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{digest}")), **content}


def _result(told: Told, language: str) -> Json:
    report = told.report
    findings = [_finding(one, told, language) for one in report.requirements if one.verdict in STATES]
    observations = [_observation(row, told, language) for row in report.cases]
    return {
        "uuid": _id(told, "result"),
        "title": f"{_app(told)} · {report.edition} · {report.scope}",
        "description": WORDS["played"][language],
        "start": _moment(told, "started"),
        "end": _moment(told, "finished"),
        "props": _props(
            {
                "verdict": report.verdict.value,
                "edition": report.edition,
                "edition-digest": report.edition_digest,
                "manifest-digest": report.app.get("manifest_digest"),
                **{name: report.run.get(name) for name in ("scope", "profile", "seed", "isolation")},
            }
        ),
        "local-definitions": {
            "components": [_component(told, "app", _app(told), WORDS["app"][language])],
            "assessment-assets": {
                "components": [_component(told, "tool", "Poinçon", WORDS["tool"][language])],
                "assessment-platforms": [{"uuid": _id(told, "platform"), "title": "Poinçon"}],
            },
        },
        "reviewed-controls": _reviewed(told, language),
        **({"observations": observations} if observations else {}),
        **({"findings": findings} if findings else {}),
    }


def _component(told: Told, what: str, title: str, description: str) -> Json:
    status = {"state": "operational"}
    return {"uuid": _id(told, what), "type": "software", "title": title, "description": description, "status": status}


def _reviewed(told: Told, language: str) -> Json:
    """The requirements that cases spoke to; those that do not concern the app are named as left out."""
    spoken = [one for one in told.report.requirements if one.verdict in STATES]
    out = [one for one in told.report.requirements if one.verdict is Verdict.NOT_APPLICABLE]
    chosen: Json = {"include-controls": [_control(one) for one in spoken]} if spoken else {"include-all": {}}
    left_out = {"exclude-controls": [_control(one) for one in out]} if out else {}
    return {"control-selections": [{"description": WORDS["automated"][language], **chosen, **left_out}]}


def _control(one: RequirementReport) -> Json:
    return {"control-id": one.id.lower()}


def _finding(one: RequirementReport, told: Told, language: str) -> Json:
    requirement = told.edition.find(one.id)
    state, reason = STATES[one.verdict or Verdict.ERROR]
    related = [{"observation-uuid": _id(told, f"case {case}")} for case in one.cases]
    return {
        "uuid": _id(told, f"requirement {one.id}"),
        "title": f"{one.id} · {one.title[language]}",
        "description": requirement.statement[language] if requirement else one.title[language],
        "props": _props(
            {
                "verdict": one.verdict,
                "obligation": one.obligation.value,
                "legal-standing": one.legal_standing,
                "revision": one.revision,
            }
        ),
        "target": {
            "type": "statement-id",
            "target-id": f"{one.id.lower()}_smt",
            "status": {"state": state, "reason": reason},
        },
        **({"related-observations": related} if related else {}),
    }


def _observation(row: CaseReport, told: Told, language: str) -> Json:
    waiver = told.excuse(row)
    excuse = (
        {"waiver-owner": waiver.owner, "waiver-reason": waiver.reason, "waiver-expires": waiver.expires}
        if waiver
        else {}
    )
    evidence = [
        {"href": f"{TRANSCRIPT}#{one}", "description": f"{WORDS['exchange'][language]} {one}"} for one in row.exchanges
    ]
    mend = {"remarks": row.remediation[language]} if row.remediation else {}
    return {
        "uuid": _id(told, f"case {row.case}"),
        "title": f"{row.case} {row.check}".strip(),
        "description": row.message[language] or row.case,
        "props": _props(
            {
                "case": row.case,
                "verdict": row.verdict.value,
                "obligation": row.obligation.value,
                "requirement": row.requirement,
                "fault": row.fault,
                "waived": "yes" if row.waived else None,
                **excuse,
            }
        ),
        "methods": ["TEST"],
        "types": ["finding"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": _id(told, "tool")}]}],
        "subjects": [{"subject-uuid": _id(told, "app"), "type": "component"}],
        **({"relevant-evidence": evidence} if evidence else {}),
        "collected": _moment(told, "finished"),
        **mend,
    }


def _resources(told: Told, language: str) -> list[Json]:
    kept = {"plan": ("run.json", "application/json"), "transcript": (TRANSCRIPT, "application/json")}
    return [
        {
            "uuid": _id(told, what),
            "title": WORDS[what][language],
            "rlinks": [{"href": name, "media-type": media_type}],
        }
        for what, (name, media_type) in kept.items()
    ]


def _props(facts: Mapping[str, object]) -> list[Json]:
    """Properties of what is known; a value is one line without space around it."""
    words = {name: " ".join(str(value).split()) for name, value in facts.items() if value is not None}
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in words.items() if value]


def _app(told: Told) -> str:
    app = told.report.app
    return " ".join(f"{app.get('name', '')} {app.get('version', '')}".split()) or "-"


def _moment(told: Told, which: str) -> str:
    run = told.report.run
    return str(run.get(which) or run.get("started") or BEGINNING)


def _id(told: Told, what: str) -> str:
    """A version 5 identifier from the run, the doctrine that it is judged under, and what it is for."""
    return str(
        uuid.uuid5(uuid.NAMESPACE_URL, f"{NAMESPACE}:{told.report.run.get('id')}:{told.report.edition_digest}:{what}")
    )
