import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from builders.paper_apps import PaperRun

from conformance_suite import messages, report
from conformance_suite.formats import har, junit, text
from conformance_suite.formats.told import told
from conformance_suite.judge import judge
from conformance_suite.report import Report
from conformance_suite.verdicts import Verdict
from doctrine.model import Bilingual, Obligation


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wrong = "accepts no_profile"
    return PaperRun.whole(wrong=wrong, lost="control_last:played").transcript.write(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def judged(run_dir: Path) -> Report:
    return judge(run_dir)


def test_json_keeps_to_the_published_schema(judged: Report) -> None:
    content = json.loads(report.to_json(judged))
    jsonschema.Draft202012Validator(report.schema()).validate(content)
    assert content["schema"] == "poincon/report/1"


def test_the_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report.schema())


def test_the_schema_refuses_a_verdict_of_another_kind(judged: Report) -> None:
    content = json.loads(report.to_json(judged))
    content["cases"][0]["verdict"] = "maybe"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(report.schema()).validate(content)


@pytest.mark.parametrize(("language", "word"), [("fr", "NON CONFORME"), ("en", "NONCONFORMANT")])
def test_text_speaks_both_languages(judged: Report, language: text.Language, word: str) -> None:
    rendered = text.render(judged, language)
    assert word in rendered
    assert all(row.case in rendered for row in judged.cases)
    assert all(len(line) <= 120 for line in rendered.splitlines())


@pytest.mark.parametrize(("language", "word"), [("fr", "déclaration contredite"), ("en", "declaration contradicted")])
def test_text_tells_facts_that_the_run_contradicts(judged: Report, language: text.Language, word: str) -> None:
    told = report.FactReport(
        *("features.trackers", "contradiction", (), ("t.example",), ("v-7",)),
        Bilingual("Un traceur est chargé.", "A tracker is loaded."),
        ("MES-SEC-02",),
    )
    rendered = text.render(replace(judged, facts=(told,)), language)

    assert word in rendered
    assert all(one in rendered for one in ("features.trackers", told.message[language], "MES-SEC-02", "v-7"))
    assert word not in text.render(judged, language)


def test_text_tells_failures_first(judged: Report) -> None:
    shapes = [line[0] for line in text.render(judged).splitlines() if line[:1] in set(text.SHAPES.values())]
    order = [text.SHAPES[verdict] for verdict in Verdict]
    cases = shapes[1:]  # the first is the verdict of the run
    assert cases == sorted(cases, key=order.index)


def test_junit_never_counts_an_open_question_as_a_success(judged: Report, run_dir: Path) -> None:
    suites = ET.fromstring(junit.render(told(judged, run_dir)))  # noqa: S314 - our own text
    by_case = {str(one.get("name")).split()[0]: [child.tag for child in one] for one in suites.iter("testcase")}
    for row in judged.cases:
        expected = junit.ELEMENTS.get(row.verdict)
        assert by_case[row.case] == ([expected] if expected else [])
    assert suites.get("failures") == str(judged.counts["fail"])
    assert suites.get("errors") == str(judged.counts["inconclusive"] + judged.counts["error"])


def test_junit_does_not_break_a_pipeline_for_a_recommendation(judged: Report, run_dir: Path) -> None:
    advised = replace(judged, cases=tuple(replace(row, obligation=Obligation.SHOULD) for row in judged.cases))
    rendered = junit.render(told(advised, run_dir))
    assert "<failure" not in rendered
    assert "<error" not in rendered


def test_junit_survives_what_xml_forbids(judged: Report, run_dir: Path) -> None:
    nasty = Bilingual(fr="\x00]]>&<\ud800", en="\x00]]>&<\ud800")
    spoiled = replace(judged, cases=tuple(replace(row, message=nasty) for row in judged.cases))
    ET.fromstring(junit.render(told(spoiled, run_dir)).encode())  # noqa: S314 - our own text


def test_har_holds_every_exchange_that_a_report_points_at(run_dir: Path, judged: Report) -> None:
    log = json.loads(har.render(run_dir))["log"]
    ids = {entry["_id"] for entry in log["entries"]}
    pointed = {event for row in judged.cases for event in row.exchanges}
    assert log["version"] == "1.2"
    assert pointed
    assert pointed - ids <= {event for event in pointed if event.startswith("x-")}  # withheld: an answer never left


def test_har_entries_have_what_har_demands(run_dir: Path) -> None:
    log = json.loads(har.render(run_dir))["log"]
    for entry in log["entries"]:
        assert entry["startedDateTime"].endswith("Z")
        assert {"request", "response", "cache", "timings", "time"} <= entry.keys()
        assert {"method", "url", "httpVersion", "cookies", "headers", "queryString"} <= entry["request"].keys()
        assert {"status", "statusText", "content", "redirectURL"} <= entry["response"].keys()
        assert min(entry["timings"].values()) >= 0
    assert {entry["pageref"] for entry in log["entries"]} <= {page["id"] for page in log["pages"]}


def test_har_is_the_same_for_the_same_journal(run_dir: Path) -> None:
    assert har.render(run_dir) == har.render(run_dir)


def test_every_message_exists_in_both_languages_with_the_same_placeholders() -> None:
    for key, message in messages.catalogue().items():
        assert message.fr, key
        assert message.en, key
        assert message.fr.count("{") == message.en.count("{"), key


def test_every_key_that_the_suite_speaks_has_its_message() -> None:
    package = Path(messages.FOLDER).parent
    sources = [path for path in package.rglob("*.py") if "driver" not in path.parts and "manifest" not in path.parts]
    spoken = set()
    for path in sources:
        for word in ("Failure(", "Inconclusive(", "NotApplicable("):
            for part in path.read_text(encoding="utf-8").split(word)[1:]:
                if part.lstrip().startswith('"'):
                    spoken.add(part.split('"')[1])
    assert spoken
    assert spoken <= messages.catalogue().keys()


def test_an_unknown_key_and_a_missing_value_do_not_break_a_report() -> None:
    assert messages.message("no_such_key", {"detail": "x"}).en == "no_such_key (x)"
    assert "-" in messages.message("session_open", {}).en
