from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from builders.measures import DEVICE_ID, bundle, weighed, weight

from sandbox.fhir.apis.measures import MEASURES
from sandbox.fhir.capability import capability_statement

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.hooks import SearchBundle

ALL = (("date", "ge2000-01-01"), ("date", "le2100-01-01"))


@pytest.fixture
def paired(bench: Bench) -> Paired:
    return bench.pair()


def values(answer: TestResponse) -> list[float]:
    resources = [entry["resource"] for entry in answer.json["entry"]]
    return [one["valueQuantity"]["value"] for one in resources if one["resourceType"] == "Observation"]


def said(answer: TestResponse) -> str:
    assert answer.json["resourceType"] == "OperationOutcome"
    return answer.json["issue"][0]["diagnostics"]


def test_the_latest_measure_is_the_canary(paired: Paired) -> None:
    answer = paired.search(_sort="-date", _count="1")

    assert answer.status_code == 200
    assert answer.json["total"] == 1
    assert [f"{value:.2f}" for value in values(answer)] == [paired.persona.canary["bodyweight"]]
    assert [link["relation"] for link in answer.json["link"]] == ["self"]
    assert paired.bench.exchange.facts["patient_equal"] is True


def test_a_period_gives_all_measures_the_latest_first(paired: Paired) -> None:
    answer = paired.search(*ALL)

    moments = [entry["resource"]["effectiveDateTime"] for entry in answer.json["entry"]]
    assert answer.json["type"] == "searchset"
    assert answer.json["total"] == len(moments) == 3
    assert moments == sorted(moments, reverse=True)
    assert {entry["search"]["mode"] for entry in answer.json["entry"]} == {"match"}


def test_pages_are_linked_both_ways(paired: Paired) -> None:
    for number in range(4):
        paired.write(bundle(weight(paired.claims, 50 + number, effectiveDateTime=f"2020-01-0{number + 1}")))
    seen, pages, url = [], 0, None
    while pages == 0 or url:
        answer = _follow(paired, url) if url else paired.search(*ALL, _count="3")
        links = {link["relation"]: link["url"] for link in answer.json["link"]}
        assert ("previous" in links) is (pages > 0)
        assert answer.json["total"] == 7
        seen += values(answer)
        url, pages = links.get("next"), pages + 1

    assert pages == 3
    assert len(seen) == 7
    assert values(_follow(paired, links["previous"])) == seen[3:6]


def _follow(paired: Paired, url: str) -> TestResponse:
    assert url.startswith(paired.bench.space.fhir_base)
    query = parse_qsl(urlsplit(url).query)
    return paired.bench.get("/api/mesures/fhir/Observation", query_string=query, headers=paired.headers)


def test_a_page_beyond_the_last_is_empty(paired: Paired) -> None:
    answer = paired.search(*ALL, _offset="9")

    assert "entry" not in answer.json  # FHIR knows no empty array
    assert answer.json["total"] == 3
    assert [link["relation"] for link in answer.json["link"]] == ["previous", "self"]


@pytest.mark.parametrize("include", ["Observation:device", "Observation.device", None])
def test_devices_are_included_once_when_asked_for_and_not_counted(paired: Paired, include: str | None) -> None:
    for value in (81, 82):
        paired.write(weighed(paired.claims, valueQuantity={**weight(paired.claims)["valueQuantity"], "value": value}))

    parameters = {"_count": "2"} | ({"_include": include} if include else {})
    answer = paired.search(("date", "ge2026-05-04"), ("date", "le2026-05-04"), **parameters)

    devices = [entry for entry in answer.json["entry"] if entry["resource"]["resourceType"] == "Device"]
    assert [entry["resource"]["id"] for entry in devices] == ([DEVICE_ID] if include else [])
    assert {entry["search"]["mode"] for entry in devices} <= {"include"}
    assert answer.json["total"] == 2
    assert sorted(values(answer)) == [81, 82]


def test_each_app_reads_what_the_other_wrote_under_its_own_name_for_the_patient(bench: Bench) -> None:
    persona = bench.persona()
    writer, reader = bench.pair(persona=persona), bench.pair(persona=persona)
    writer.write(bundle(weight(writer.claims, 77.7)))

    answer = reader.everything()

    identifiers = {entry["resource"]["subject"]["identifier"]["value"] for entry in answer.json["entry"]}
    assert 77.7 in values(answer)
    assert identifiers == {reader.claims["idpe"]} != {writer.claims["idpe"]}


@pytest.mark.parametrize(
    ("parameters", "diagnostics"),
    [
        ({"_count": "101", "date": "ge2020-01-01"}, "Maximum page size allowed is 100. Actual : 101"),
        (
            {"_sort": "date", "_count": "1"},
            "Sort parameter must be equals to -date (date DESC) with _count equals to 1",
        ),
        ({"_sort": "-date", "_count": "2"}, "Sort parameter must be equals to -date (date DESC) with _count equals"),
        ({"_sort": "-date"}, "Sort parameter must be equals to -date (date DESC) with _count equals to 1"),
        (
            {"_sort": "-date", "_count": "1", "date": "ge2020-01-01"},
            "Paged search and search last cannot be requested concurrently",
        ),
        (
            {"_sort": "-date", "_count": "1", "_offset": "2"},
            "Paged search and search last cannot be requested concurrently",
        ),
        ({}, "No search mode detected"),
        ({"_count": "1"}, "No search mode detected"),
        ({"date": "ge2020-01-01"}, "Parameter date must be given twice"),
        ({"date": "2020-01-01"}, "Parameter date must be ge, gt, le or lt"),
        ({"date": "geyesterday"}, "Parameter date must be ge, gt, le or lt"),
        ({"_sort": "-date", "_count": "0"}, "Parameter _count must be a number from 1"),
        ({"_sort": "-date", "_count": "-1"}, "Parameter _count must be a number"),
        ({"_sort": "-date", "_count": "one"}, "Parameter _count must be a number"),
        ({"_sort": "-date", "_count": "1", "_offset": "x"}, "Parameter _offset must be a number"),
        ({"_sort": "-date", "_count": "1", "code": "9463-7"}, "Parameter code is mandatory"),
        ({"_sort": "-date", "_count": "1", "code": ""}, "Parameter code is mandatory"),
        ({"_sort": "-date", "_count": "1", "code": "http://snomed.info/sct|29463-7"}, "Parameter code is mandatory"),
        ({"_sort": "-date", "_count": "1", "subject.identifier": ""}, "Parameter subject.identifier is mandatory"),
    ],
)
def test_a_request_that_is_not_valid_says_why(paired: Paired, parameters: dict[str, str], diagnostics: str) -> None:
    answer = paired.search(**parameters)

    assert answer.status_code == 400
    assert said(answer).startswith(diagnostics)
    assert answer.json["issue"][0]["code"] == "invalid"


def test_a_parameter_given_twice_is_refused(paired: Paired) -> None:
    answer = paired.search(("_count", "1"), ("_count", "2"), _sort="-date")

    assert said(answer) == "Parameter _count is given more than once"


@pytest.mark.parametrize("dates", [("ge2020-01-01", "gt2020-01-02"), ("le2020-01-01", "lt2020-01-02")])
def test_a_period_has_two_ends(paired: Paired, dates: tuple[str, str]) -> None:
    answer = paired.search(*(("date", date) for date in dates))

    assert answer.status_code == 400


def test_the_patient_may_be_named_without_authority_as_in_the_specifications_example(paired: Paired) -> None:
    answer = paired.search(_sort="-date", _count="1", **{"subject.identifier": paired.claims["idpe"]})

    assert answer.status_code == 200


@pytest.mark.parametrize("named", ["{auth}|idpe-of-nobody", "urn:oid:1.2.3|{idpe}", "|{idpe}", "idpe-of-nobody"])
def test_another_patient_is_forbidden(paired: Paired, named: str) -> None:
    identifier = named.format(auth=paired.claims["assign_auth"], idpe=paired.claims["idpe"])

    answer = paired.search(_sort="-date", _count="1", **{"subject.identifier": identifier})

    assert answer.status_code == 403
    assert said(answer) == "idPe requested do not match authorized idPe."
    assert paired.bench.exchange.facts["patient_equal"] is False


@dataclass(frozen=True)
class Mixed:
    id: ClassVar[str] = "mixed"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        entries = [{"resource": one} for one in search.foreign]
        return replace(search, bundle={**search.bundle, "entry": entries})


def test_a_fault_finds_the_same_measures_of_somebody_else_ready(bench: Bench) -> None:
    bench.open_episode("e-1", Mixed())
    other = bench.persona()
    paired = bench.pair(episode="e-1")

    answer = paired.search(_sort="-date", _count="1")

    assert bench.exchange.faults == ["mixed"]
    assert [f"{value:.2f}" for value in values(answer)] == [other.canary["bodyweight"]]
    assert answer.json["entry"][0]["resource"]["subject"]["identifier"]["value"] != paired.claims["idpe"]


def test_there_is_a_stranger_even_where_one_person_lives(bench: Bench) -> None:
    bench.open_episode("e-1", Mixed())
    paired = bench.pair(episode="e-1")

    answer = paired.search(_sort="-date", _count="1")

    assert f"{values(answer)[0]:.2f}" != paired.persona.canary["bodyweight"]


def test_the_capability_statement_follows_what_is_served(bench: Bench) -> None:
    published: Any = bench.get("/api/mesures/fhir/metadata").json
    less: Any = capability_statement(bench.space, replace(MEASURES, transaction=None, kinds=MEASURES.kinds[:1]))

    rest = published["rest"][0]
    assert published["fhirVersion"] == "4.0.1"
    assert [one["code"] for one in rest["interaction"]] == ["transaction"]
    assert [one["type"] for one in rest["resource"]] == ["Observation", "Device"]
    assert len(rest["resource"][0]["supportedProfile"]) == 11
    assert "interaction" not in less["rest"][0]
    assert [one["type"] for one in less["rest"][0]["resource"]] == ["Observation"]


@pytest.mark.parametrize("path", ["/api/mesures/fhir/Observation/1", "/api/mesures/fhir/Patient", "/api/other"])
def test_an_unknown_path_is_an_operation_outcome(bench: Bench, path: str) -> None:
    answer = bench.get(path)

    assert answer.status_code == 404
    assert answer.json["resourceType"] == "OperationOutcome"
