from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from builders.measures import DEVICE_ID, OLDER, bundle, changed, pressure, scale, weighed, weight

from sandbox.fhir.store import FhirStore, Writing

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.fhir.resource_kind import ResourceKind
    from sandbox.fhir.store import Kept


@pytest.fixture
def paired(bench: Bench) -> Paired:
    return bench.pair()


def locations(answer: TestResponse) -> list[tuple[str, str]]:
    responses = [entry["response"] for entry in answer.json["entry"]]
    return [(response["status"], response["location"].partition("/")[0]) for response in responses]


def observations(paired: Paired, code: str = "29463-7") -> list[dict[str, Any]]:
    found = paired.search(("date", "ge2000-01-01"), ("date", "le2100-01-01"), code=code).json
    return [entry["resource"] for entry in found.get("entry", ())]


def test_a_weight_is_written_and_read_back(paired: Paired) -> None:
    answer = paired.write(bundle(weight(paired.claims)))

    assert answer.status_code == 200
    assert answer.mimetype == "application/fhir+json"
    assert answer.json["type"] == "transaction-response"
    assert locations(answer) == [("201 Created", "Observation")]
    written = next(one for one in observations(paired) if one["valueQuantity"]["value"] == 72.5)
    assert f"Observation/{written['id']}" == answer.json["entry"][0]["response"]["location"]
    assert written["meta"]["source"] == f"urn:oid:{paired.client.solution_oid}"
    assert written["subject"] == {
        "identifier": {"system": paired.claims["assign_auth"], "value": paired.claims["idpe"]}
    }


def test_a_blood_pressure_is_written_and_read_back(paired: Paired) -> None:
    paired.write(bundle(pressure(paired.claims, 118, 76)))

    values = [[part["valueQuantity"]["value"] for part in one["component"]] for one in observations(paired, "85354-9")]
    assert [118, 76] in values
    assert len(values) == 3


def test_the_judge_learns_what_the_pairing_was(paired: Paired) -> None:
    paired.write(bundle(weight(paired.claims)))

    facts = paired.bench.exchange.facts
    assert paired.bench.exchange.endpoint == "measures_write"
    assert {name: facts[name] for name in ("idpe", "assign_auth", "solution_oid")} == {
        "idpe": paired.claims["idpe"],
        "assign_auth": paired.claims["assign_auth"],
        "solution_oid": paired.claims["oid"],
    }
    assert (facts["token_state"], facts["id_token_header"], facts["consent"]) == ("valid", "valid", True)
    assert (facts["patient_equal"], facts["issues"]) == (True, [])


def test_a_device_is_created_once(paired: Paired) -> None:
    first = paired.write(weighed(paired.claims))
    second = paired.write(weighed(paired.claims))

    assert locations(first) == [("201 Created", "Device"), ("201 Created", "Observation")]
    assert locations(second) == [("200 Success", "Device"), ("201 Created", "Observation")]
    assert first.json["entry"][0] | second.json["entry"][0] == second.json["entry"][0]
    assert second.json["entry"][0]["response"]["location"] == f"Device/{DEVICE_ID}"


def test_a_known_device_sent_under_another_id_is_referred_to_by_its_own(paired: Paired) -> None:
    paired.write(weighed(paired.claims))
    resent = bundle(scale(id="another-id"), weight(paired.claims, 80.1, device={"reference": "Device/another-id"}))

    paired.write(resent)

    written = next(one for one in observations(paired) if one["valueQuantity"]["value"] == 80.1)
    assert written["device"] == {"reference": f"Device/{DEVICE_ID}"}


def test_another_device_under_a_taken_id_gets_one_of_its_own(paired: Paired) -> None:
    paired.write(weighed(paired.claims))
    other = changed(weighed(paired.claims), "entry.0.request.ifNoneExist", "identifier=urn:oid:1.2.3|OTHER-1")

    answer = paired.write(other)

    assert answer.json["entry"][0]["response"]["status"] == "201 Created"
    assert answer.json["entry"][0]["response"]["location"] != f"Device/{DEVICE_ID}"


def test_one_device_written_at_once_by_many_is_created_once(paired: Paired) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = [future.result() for future in [pool.submit(paired.write, weighed(paired.claims)) for _ in range(16)]]

    statuses = [answer.json["entry"][0]["response"]["status"] for answer in answers]
    assert statuses.count("201 Created") == 1
    assert len(observations(paired)) == 3 + 16


def test_a_write_is_kept_whole_or_not_at_all(paired: Paired, monkeypatch: pytest.MonkeyPatch) -> None:
    before = observations(paired)
    keep = Writing.keep

    def fail(writing: Writing, kind: ResourceKind, *rest: Any, **more: Any) -> Kept:  # noqa: ANN401 - passed on
        if kind.type == "Observation":
            raise OSError("disk full")
        return keep(writing, kind, *rest, **more)

    with monkeypatch.context() as broken:
        broken.setattr(Writing, "keep", fail)
        assert paired.write(weighed(paired.claims)).status_code == 500

    assert paired.bench.space.part(FhirStore).find("Device", DEVICE_ID, "") is None
    assert observations(paired) == before
    assert len(observations(paired)) == 3


def test_a_refused_write_leaves_nothing_and_says_why(paired: Paired) -> None:
    answer = paired.write(bundle(weight(paired.claims, valueQuantity=None)))

    assert answer.status_code == 422
    assert answer.json == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "value",
                "diagnostics": "Observation value quantity not provided.",
                "expression": ["Observation.valueQuantity"],
            }
        ],
    }
    assert paired.bench.exchange.facts["issues"][0]["code"] == "value"
    assert len(observations(paired)) == 3


def test_two_observations_are_refused(paired: Paired) -> None:
    answer = paired.write(bundle(weight(paired.claims), weight(paired.claims)))

    assert answer.status_code == 422
    assert answer.json["issue"][0]["diagnostics"] == "Bundle must contains one observation creation (POST)"


def test_a_bundle_about_somebody_else_is_forbidden(paired: Paired) -> None:
    other = paired.bench.pair(paired.client)

    answer = paired.write(bundle(weight(other.claims)))

    assert answer.status_code == 403
    assert answer.json["issue"][0]["diagnostics"] == "idPe requested do not match authorized idPe."
    assert paired.bench.exchange.facts["patient_equal"] is False
    assert len(observations(other)) == 3


@pytest.mark.parametrize(
    ("body", "headers", "status", "diagnostics"),
    [
        (b"", {}, 400, "No bundle provided."),
        (b"{}", {}, 400, "No bundle provided."),
        (b"[]", {}, 400, "No bundle provided."),
        (b"null", {}, 400, "No bundle provided."),
        (b'{"resourceType": "Observation"}', {}, 400, "No bundle provided."),
        (b"{", {}, 400, "The body is not JSON"),
        (b"\xff\xfe", {}, 400, "The body is not JSON"),
        (b'{"resourceType": "Bundle", "x": NaN}', {}, 400, "The body is not JSON"),
        (b"[" * 100_000, {}, 400, "The body is not JSON"),
        (b"<Bundle/>", {"Content-Type": "application/fhir+xml"}, 415, "The body must be application/fhir+json"),
    ],
)
def test_what_is_no_bundle_is_refused(
    paired: Paired, body: bytes, headers: dict[str, str], status: int, diagnostics: str
) -> None:
    answer = paired.write(body, **headers)

    assert answer.status_code == status
    assert answer.json["issue"][0]["diagnostics"].startswith(diagnostics)


def test_plain_json_is_taken_too(paired: Paired) -> None:
    assert paired.write(bundle(weight(paired.claims)), **{"Content-Type": "application/json"}).status_code == 200


def test_text_is_kept_as_it_was_written(paired: Paired) -> None:
    text = '<script>alert("é")</script>\u2028'

    paired.write(bundle(weight(paired.claims, 64.9, note=[{"text": text}])))

    answer = paired.everything()
    assert answer.mimetype == "application/fhir+json"
    written = next(one["resource"] for one in answer.json["entry"] if one["resource"]["valueQuantity"]["value"] == 64.9)
    assert written["note"] == [{"text": text}]
    assert json.loads(answer.data)


def test_an_observation_is_of_one_measure_only(paired: Paired) -> None:
    both = weight(paired.claims, 66.6)
    both["code"]["coding"].insert(0, {"system": "http://loinc.org", "code": "8302-2"})

    answer = paired.write(bundle(both))

    assert answer.status_code == 422
    assert "one measure only" in answer.text


def test_what_is_said_of_a_device_stays_in_the_record(paired: Paired) -> None:
    told = weighed(paired.claims)
    device = next(entry["resource"] for entry in told["entry"] if entry["resource"]["resourceType"] == "Device")
    device["note"] = [{"text": "said of this person"}]
    other = paired.bench.pair()

    assert paired.write(told).status_code == 200
    assert ("201 Created", "Device") in locations(other.write(weighed(other.claims)))
    read = other.search(("date", "ge2000-01-01"), ("date", "le2100-01-01"), _include="Observation:device")
    assert "said of this person" not in read.text


@pytest.mark.parametrize(
    ("patient", "status"),
    [
        ({"reference": "Patient/somebody-else"}, 403),
        ({"identifier": {"system": "{assign_auth}", "value": "somebody-else"}}, 403),
        ({"identifier": {"system": "urn:oid:2.999.9", "value": "x"}}, 403),
        ({"identifier": {"system": "{assign_auth}", "value": "{idpe}"}}, 200),
        ({"reference": "Patient/{idpe}"}, 200),
    ],
)
def test_a_device_may_name_the_patient_and_nobody_else(paired: Paired, patient: dict[str, Any], status: int) -> None:
    told = weighed(paired.claims)
    device = next(entry["resource"] for entry in told["entry"] if entry["resource"]["resourceType"] == "Device")
    device["patient"] = json.loads(
        json.dumps(patient)
        .replace("{assign_auth}", paired.claims["assign_auth"])
        .replace("{idpe}", paired.claims["idpe"])
    )

    assert paired.write(told).status_code == status


def test_an_answer_says_what_is_preferred(paired: Paired) -> None:
    older = changed(weight(paired.claims), "meta.profile", [OLDER + "ENS_FrObservationBodyWeight"])
    [said] = paired.write(bundle(older), Prefer="return=OperationOutcome").json["entry"]
    [whole] = paired.write(bundle(older), Prefer="return=representation").json["entry"]

    assert said["response"]["outcome"]["issue"][0]["severity"] == "warning"
    assert whole["resource"]["subject"]["identifier"]["value"] == paired.claims["idpe"]


def test_a_measure_may_be_taken_in_a_leap_second(paired: Paired) -> None:
    answer = paired.write(bundle(weight(paired.claims, effectiveDateTime="2016-12-31T23:59:60Z")))

    assert answer.status_code == 200, answer.text
    assert paired.search(("date", "ge2017-01-01T00:00:00Z"), ("date", "le2017-01-01T00:00:00Z")).json["total"] == 1
