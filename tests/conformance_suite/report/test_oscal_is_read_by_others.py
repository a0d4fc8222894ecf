"""Trestle's models are made from NIST's schema and refuse what that does not know: they read our assessment results."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.stored_run import whole_run
from click.testing import CliRunner
from trestle.oscal.assessment_results import AssessmentResults

from conformance_suite.formats import har, oscal
from conformance_suite.formats.told import Told, told
from conformance_suite.on_stored_runs import judge
from conformance_suite.report import to_json
from conformance_suite.verdicts import Verdict
from doctrine import oscal as catalogs
from doctrine.model import Bilingual
from doctrine.sections import load_sections

if TYPE_CHECKING:
    from pathlib import Path

WRONG = {"IDT-21", "RFR-03"}
CASES = WRONG | {"AREQ-03", "FHIR-03"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("run")
    return told(whole_run(folder, wrong=WRONG.__contains__, among=CASES.__contains__), folder)


def read(judged: Told, folder: Path, language: str = "en") -> AssessmentResults:
    path = folder / "report.oscal.json"
    path.write_text(oscal.render(judged, language), encoding="utf-8")
    found = AssessmentResults.oscal_read(path)
    assert isinstance(found, AssessmentResults)
    return found


def results(judged: Told) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(oscal.render(judged, "en"))["assessment-results"]["results"][0]
    return found


def prop(of: Any, name: str) -> str:  # noqa: ANN401 - an object of trestle's
    return str(next(one.value for one in of.props if one.name == name))


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_trestle_reads_every_verdict_in_both_languages(
    judged: Told, tmp_path: Path, verdict: Verdict, language: str
) -> None:
    cases = tuple(replace(row, verdict=verdict, waived=True) for row in judged.report.cases)
    requirements = tuple(replace(one, verdict=one.verdict and verdict) for one in judged.report.requirements)
    every = replace(judged, report=replace(judged.report, cases=cases, requirements=requirements))
    result = read(every, tmp_path, language).results[0]
    assert {prop(one, "verdict") for one in result.observations} == {verdict.value}
    assert bool(result.findings) == (verdict is not Verdict.NOT_APPLICABLE)


def test_trestle_reads_a_run_without_a_case(judged: Told, tmp_path: Path) -> None:
    empty = replace(judged, report=replace(judged.report, cases=(), requirements=(), run={}, app={}))
    assert read(empty, tmp_path).results[0].observations is None


def test_a_finding_says_whether_a_requirement_is_satisfied_and_which_cases_say_so(judged: Told, tmp_path: Path) -> None:
    result = read(judged, tmp_path).results[0]
    observed = {one.uuid: prop(one, "case") for one in result.observations}
    found = {one.title.split()[0]: one for one in result.findings}
    assert set(found) == {one.id for one in judged.report.requirements if one.verdict in oscal.STATES}
    for row in judged.report.requirements:
        if row.verdict in oscal.STATES:
            finding = found[row.id]
            state = (finding.target.status.state.value, str(finding.target.status.reason))
            assert state == ("not-satisfied" if row.verdict is Verdict.FAIL else "satisfied", row.verdict)
            assert {observed[one.observation_uuid] for one in finding.related_observations} == set(row.cases)


def test_findings_point_into_the_catalog_of_the_edition(judged: Told) -> None:
    catalog = catalogs.catalog(judged.edition, load_sections(), "en", "2026-01-01T00:00:00Z")["catalog"]
    statements = {control["parts"][0]["id"] for group in catalog["groups"] for control in group["controls"]}
    controls = {control["id"] for group in catalog["groups"] for control in group["controls"]}
    result = results(judged)
    selection = result["reviewed-controls"]["control-selections"][0]
    assert {one["target"]["target-id"] for one in result["findings"]} <= statements
    assert {one["control-id"] for one in selection["include-controls"]} <= controls


def test_evidence_is_an_exchange_of_the_transcript(judged: Told) -> None:
    ids = {entry["_id"] for entry in json.loads(har.render(judged.run_dir))["log"]["entries"]}
    hrefs = {one["href"] for row in results(judged)["observations"] for one in row.get("relevant-evidence", [])}
    assert hrefs
    assert hrefs <= {f"transcript.har#{one}" for one in ids}


def test_no_two_things_have_the_same_identifier(judged: Told) -> None:
    text = oscal.render(judged, "en")
    named = [line.strip() for line in text.splitlines() if line.strip().startswith('"uuid"')]
    assert len(named) == len(set(named)) > len(judged.report.cases)


def test_another_content_is_another_document_about_the_same_things(judged: Told) -> None:
    other = Bilingual("autre", "other")
    rows = tuple(replace(row, message=other) for row in judged.report.cases)
    changed = replace(judged, report=replace(judged.report, cases=rows))
    documents = [json.loads(oscal.render(one, "en"))["assessment-results"]["uuid"] for one in (judged, changed)]
    assert documents[0] != documents[1]
    observations = [[row["uuid"] for row in results(one)["observations"]] for one in (judged, changed)]
    assert observations[0] == observations[1]


def test_judging_again_gives_the_same_bytes(judged: Told) -> None:
    (judged.run_dir / "report.json").write_text(to_json(judged.report), encoding="utf-8")
    again = CliRunner().invoke(judge, [str(judged.run_dir), "--format", "oscal"])
    assert again.stdout == oscal.render(judged, "en")
