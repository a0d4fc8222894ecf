"""The lies about FHIR are read back by a reader that knows nothing of them, and compared with the honest value."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from sandbox.faults import catalogue
from sandbox.hooks import BusinessCall, JsonAnswer, SearchBundle, WireAnswer, apply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BASE = "https://localhost:4430/s/s1/api/mesures/fhir/Observation"
OWN = f"{BASE}?code=29463-7&subject.identifier=urn%3Aoid%3A1.2%7Cp&_count=50&_offset=0"
ODD = "search_odd_observation"


@dataclass
class Played:
    """An exchange with one fault armed."""

    fault: object
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        return (self.fault,)


def weight(name: str, day: str, value: float) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"identifier": {"value": "p"}},
        "effectiveDateTime": f"{day}T08:00:00+01:00",
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }


def searchset(*resources: dict[str, Any], url: str = OWN) -> dict[str, Any]:
    entries = [{"fullUrl": f"{BASE}/{one['id']}", "resource": one, "search": {"mode": "match"}} for one in resources]
    link = [{"relation": "self", "url": url}]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "link": link, "entry": entries}


HONEST = searchset(
    weight("o-1", "2026-01-01", 70.1), weight("o-3", "2026-11-20", 71.2), weight("o-2", "2026-03-01", 72)
)


CANARIES = ("https://127.0.0.1:4430/s/s1/canary/e-1", "https://localhost:4431/s/s1/canary/e-1")


def told(fault: str, bundle: dict[str, Any] = HONEST, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - any setting
    before = json.dumps(bundle)
    changed = apply(Played(catalogue.load(fault, params)), "search_bundle", SearchBundle(bundle, "p", (), CANARIES))
    assert json.dumps(bundle) == before
    return changed.bundle


def added(oddity: str) -> dict[str, Any]:
    """The resource that was slipped in; everything else is as it was."""
    bundle = told(ODD, oddity=oddity, value=31.17)
    assert [entry for entry in bundle["entry"] if entry in HONEST["entry"]] == HONEST["entry"]
    assert bundle["total"] == HONEST["total"] + 1
    assert {name: bundle[name] for name in ("link", "type")} == {name: HONEST[name] for name in ("link", "type")}
    resource: dict[str, Any]
    [resource] = [entry["resource"] for entry in bundle["entry"] if entry not in HONEST["entry"]]
    return resource


def differing(resource: dict[str, Any]) -> set[str]:
    """The members in which it is not the latest measure."""
    latest = HONEST["entry"][1]["resource"]
    return {name for name in latest.keys() | resource.keys() if latest.get(name) != resource.get(name)}


@pytest.mark.parametrize(
    ("oddity", "members"),
    [
        ("entered_in_error", {"status"}),
        ("cancelled", {"status"}),
        ("modifier_extension", {"modifierExtension"}),
        ("implicit_rules", {"implicitRules"}),
        ("unknown_extension", {"extension"}),
        ("other_type", {"resourceType"}),
        ("unknown_system", {"code"}),
        ("script_in_narrative", {"text"}),
        ("script_in_words", {"code", "note"}),
        ("before_clock_change", {"effectiveDateTime"}),
        ("after_clock_change", {"effectiveDateTime"}),
        ("month_only", {"effectiveDateTime"}),
    ],
)
def test_an_odd_measure_is_the_latest_one_with_a_value_of_its_own_and_one_oddity(
    oddity: str, members: set[str]
) -> None:
    resource = added(oddity)

    assert differing(resource) == {"id", "valueQuantity"} | members
    assert resource["valueQuantity"] == {**HONEST["entry"][1]["resource"]["valueQuantity"], "value": 31.17}


def test_an_absent_value_has_a_reason() -> None:
    resource = added("without_value")

    assert "valueQuantity" not in resource
    assert resource["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    places = [entry["resource"]["id"] for entry in told(ODD, oddity="without_value")["entry"]]
    assert places.index(resource["id"]) == places.index(HONEST["entry"][1]["resource"]["id"]) + 1


def test_a_comparator_and_pounds_change_the_quantity_only() -> None:
    limited, pounds = added("comparator"), added("pounds")

    assert differing(limited) == differing(pounds) == {"id", "valueQuantity"}
    assert (limited["valueQuantity"]["comparator"], limited["valueQuantity"]["unit"]) == ("<", "kg")
    assert (pounds["valueQuantity"]["code"], pounds["valueQuantity"]["value"]) == ("[lb_av]", 31.17)


def test_an_ill_formed_measure_is_still_about_the_person() -> None:
    resource = added("ill_formed")

    assert resource["subject"] == {"identifier": {"value": "p"}}
    assert not isinstance(resource["status"], str)
    assert not isinstance(resource["code"], dict)


def test_a_warning_is_no_match() -> None:
    bundle = told(ODD, oddity="outcome")

    assert bundle["entry"][0]["search"] == {"mode": "outcome"}
    assert bundle["entry"][0]["resource"]["resourceType"] == "OperationOutcome"


def test_a_measure_that_comes_twice_is_the_very_same() -> None:
    bundle = told(ODD, oddity="twice")

    assert bundle["entry"][0] == bundle["entry"][2]


@pytest.mark.parametrize("taken", ["2026-11-20", "2026-10-25", "2026-10-20", "2026-01-03"])
def test_both_measures_of_the_night_of_the_change_are_on_its_sunday_in_paris_and_in_the_past(taken: str) -> None:
    bundle = searchset(weight("o-1", taken, 70.1))

    days = []
    for oddity in ("before_clock_change", "after_clock_change"):
        written = told(ODD, bundle, oddity=oddity)["entry"][0]["resource"]["effectiveDateTime"]
        days.append(datetime.fromisoformat(written).astimezone(ZoneInfo("Europe/Paris")))

    first, second = days
    assert first.date() == second.date()
    assert (first.utcoffset(), second.utcoffset()) == (timedelta(hours=2), timedelta(hours=1))
    assert second.date().isoformat() < taken


def test_odd_measures_need_a_measure_to_copy() -> None:
    empty = {"resourceType": "Bundle", "total": 0, "link": []}

    assert told(ODD, empty) == empty


def test_nothing_found_has_neither_entries_nor_further_pages() -> None:
    link = [*HONEST["link"], {"relation": "next", "url": OWN.replace("_offset=0", "_offset=1")}]

    bundle = told("search_without_matches", {**HONEST, "link": link})

    assert bundle == {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": HONEST["link"]}


def test_small_pages_lead_on_to_honest_pages_of_that_size() -> None:
    bundle = told("search_small_pages", size=2)

    links = {link["relation"]: parse_qs(urlsplit(link["url"]).query) for link in bundle["link"]}
    assert bundle["entry"] == HONEST["entry"][:2]
    assert bundle["total"] == 3
    assert (links["next"]["_count"], links["next"]["_offset"]) == (["2"], ["1"])
    assert links["next"]["code"] == ["29463-7"]


@pytest.mark.parametrize("url", [OWN.replace("_offset=0", "_offset=1"), f"{BASE}?code=1&_sort=-date&_count=1"])
def test_small_pages_leave_further_pages_and_the_latest_measure_alone(url: str) -> None:
    bundle = searchset(weight("o-1", "2026-01-01", 70.1), weight("o-2", "2026-03-01", 72), url=url)

    assert told("search_small_pages", bundle) == bundle


def test_a_next_link_leads_to_the_page_itself_to_another_host_or_out_of_tls() -> None:
    (_, again), (_, elsewhere), (_, plain) = (
        told("search_next_link", leads_to=where)["link"] for where in ("itself", "other_host", "other_scheme")
    )

    assert again == {"relation": "next", "url": OWN}
    assert elsewhere == {"relation": "next", "url": OWN.replace("localhost:4430", "127.0.0.1:4430")}
    assert plain == {"relation": "next", "url": OWN.replace("https:", "http:")}


@pytest.mark.parametrize(
    ("where", "url"),
    [
        ("other_port", "https://localhost:4431/s/s1/canary/e-1/"),
        ("host_behind_user", "https://localhost:4430@127.0.0.1:4430/s/s1/canary/e-1/"),
    ],
)
def test_a_next_link_leads_to_the_canary_at_another_port_or_behind_a_user(where: str, url: str) -> None:
    played = Played(catalogue.load("search_next_link", {"leads_to": where}))

    link = apply(played, "search_bundle", SearchBundle(HONEST, "p", (), CANARIES)).bundle["link"][-1]

    assert link["url"] == url.rstrip("/") + OWN.removeprefix("https://localhost:4430")


@pytest.mark.parametrize("kind", ["reference", "full_url", "self_link"])
def test_one_kind_of_address_leads_to_the_canary_and_nothing_else_changes(kind: str) -> None:
    canary = "https://127.0.0.1:4430/s/s1/canary/e-1"
    search = SearchBundle(HONEST, "p", (), (canary, "https://localhost:4431/s/s1/canary/e-1"))

    bundle = apply(Played(catalogue.load("search_foreign_address", {"kind": kind})), "search_bundle", search).bundle

    moved = {one for one in strings_of(bundle) if one.startswith("https://127.0.0.1:4430/")}
    paths = {
        "reference": {"/fhir/Patient/p"},
        "full_url": {urlsplit(entry["fullUrl"]).path for entry in HONEST["entry"]},
        "self_link": {OWN.removeprefix("https://localhost:4430")},
    }
    assert moved == {canary + path for path in paths[kind]}
    kept = json.loads(json.dumps(bundle))
    for entry, honest in zip(kept["entry"], HONEST["entry"], strict=True):
        entry["resource"]["subject"].pop("reference", None)
        entry["fullUrl"] = honest["fullUrl"]
    kept["link"] = HONEST["link"]
    assert kept == HONEST


def strings_of(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings_of(part)


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        ("idpe_mismatch", 403, "idPe requested do not match authorized idPe."),
        ("oid_conflict", 409, "OID conflict"),
        ("id_token_invalid", 400, "The ID_TOKEN value is not valid"),
        ("invalid_content", 422, "meta.profile"),
        ("markup", 400, "<img"),
        ("error_with_status_200", 200, "could not be read"),
        ("token_revoked", 401, "Unauthorized"),
    ],
)
def test_a_refusal_is_an_operation_outcome_of_severity_error(refusal: str, status: int, words: str) -> None:
    call = BusinessCall("measures", "read")

    answer = apply(Played(catalogue.load("measures_refused", {"refusal": refusal})), "business_call", call).answer

    assert answer is not None
    assert answer.status == status
    assert answer.body["resourceType"] == "OperationOutcome"
    issues: Any = answer.body["issue"]
    assert {issue["severity"] for issue in issues} == {"error"}
    assert words in issues[0]["diagnostics"]
    assert answer.headers == ({"WWW-Authenticate": 'Bearer error="invalid_token"'} if status == 401 else {})


@pytest.mark.parametrize("call", [BusinessCall("measures", "write"), BusinessCall("documents", "read")])
def test_a_refusal_is_of_one_family_and_direction(call: BusinessCall) -> None:
    played = Played(catalogue.load("measures_refused", {"direction": "read"}))

    assert apply(played, "business_call", call) == call
    assert played.faults == []


def test_the_answer_to_a_write_is_lost_or_bare() -> None:
    honest = WireAnswer("measures_write", 200, (("Content-Type", "application/fhir+json"), ("A", "b")), b"{}")

    lost = apply(Played(catalogue.load("measures_write_answer")), "answer", honest)
    bare = apply(Played(catalogue.load("measures_write_answer", {"becomes": "bare"})), "answer", honest)

    assert (lost.status, lost.body, dict(lost.headers)) == (
        504,
        b"Gateway Timeout",
        {"A": "b", "Content-Type": "text/plain"},
    )
    assert bare == replace(honest, status=201, body=b"")


@pytest.mark.parametrize(("endpoint", "status"), [("measures_read", 200), ("measures_write", 422)])
def test_other_answers_than_that_to_a_write_that_was_done_arrive(endpoint: str, status: int) -> None:
    honest = WireAnswer(endpoint, status, (), b"{}")

    assert apply(Played(catalogue.load("measures_write_answer")), "answer", honest) == honest


def test_tokens_name_another_patient_and_nothing_else() -> None:
    played = Played(catalogue.load("tokens_of_another_patient", {"idpe": "other"}))

    assert apply(played, "id_token_claims", {"iss": "i", "idpe": "p"}) == {"iss": "i", "idpe": "other"}
    assert apply(played, "id_token_claims", {"iss": "i"}) == {"iss": "i"}


def test_a_suspended_client_is_told_so_whatever_it_asked() -> None:
    answer = apply(Played(catalogue.load("client_suspended")), "token_response", JsonAnswer(200, {"access_token": "a"}))

    assert (answer.status, answer.body["error"]) == (400, "unauthorized_client")
    assert "access_token" not in answer.body


@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("contained", "#scale"),
        ("absolute", BASE.replace("/Observation", "/Device/")),
        ("urn", "urn:uuid:"),
        ("logical", None),
        ("broken", "Device/"),
    ],
)
def test_a_device_is_named_by_one_kind_of_reference_and_nothing_else_changes(kind: str, named: str | None) -> None:
    bundle = json.loads(json.dumps(told("search_device_reference", kind=kind)))

    for entry, honest in zip(bundle["entry"], HONEST["entry"], strict=True):
        device = entry["resource"].pop("device")
        contained = entry["resource"].pop("contained", [])
        assert entry == honest
        assert ("reference" in device, "identifier" in device) == (named is not None, named is None)
        assert named is None or device["reference"].startswith(named)
        assert [f"#{one['id']}" for one in contained] == ([device["reference"]] if kind == "contained" else [])
        assert all(one["resourceType"] == "Device" for one in contained)
    assert bundle["link"] == HONEST["link"]


def test_a_search_has_thousands_of_matches_more_which_differ_by_their_moments_alone() -> None:
    bundle = told("search_huge", entries=10_000)

    assert (bundle["total"], bundle["link"]) == (10_003, HONEST["link"])
    more = bundle["entry"][3:]
    assert (bundle["entry"][:3], len(more)) == (HONEST["entry"], 10_000)
    latest = HONEST["entry"][1]["resource"]
    assert len({entry["resource"]["id"] for entry in more} | {"o-1", "o-2", "o-3"}) == 10_003
    moments = [datetime.fromisoformat(entry["resource"]["effectiveDateTime"]) for entry in more]
    assert all(one - after == timedelta(minutes=1) for one, after in itertools.pairwise(moments))
    assert all(
        {**entry["resource"], "id": "o-3", "effectiveDateTime": latest["effectiveDateTime"]} == latest for entry in more
    )
    assert all(entry["fullUrl"] == f"{BASE}/{entry['resource']['id']}" for entry in more)


def test_a_search_has_one_long_note_and_nothing_else_changes() -> None:
    bundle = json.loads(json.dumps(told("search_huge", how="megabytes", megabytes=1)))

    (note,) = bundle["entry"][1]["resource"].pop("note")
    assert (len(note["text"]), bundle) == (1_000_000, HONEST)


def answered(fault: str, **params: Any) -> str:  # noqa: ANN401 - any setting
    """The text of an honest search as it leaves."""
    honest = WireAnswer("measures_read", 200, (), json.dumps(HONEST).encode(), url=OWN)
    played = Played(catalogue.load(fault, params))
    told_otherwise: WireAnswer = apply(played, "answer", honest)
    assert (played.faults, replace(told_otherwise, body=honest.body)) == ([fault], honest)
    refusal = replace(honest, status=401, body=b'{"resourceType": "OperationOutcome"}')
    assert apply(played, "answer", refusal) == refusal
    return told_otherwise.body.decode()


def test_matches_are_measured_by_devices_that_are_parts_of_each_other() -> None:
    bundle = json.loads(answered("search_without_end"))

    for entry in bundle["entry"]:
        contained = {f"#{one['id']}": one for one in entry["resource"].pop("contained")}
        start = entry["resource"].pop("device")["reference"]
        after = contained[start]["parent"]["reference"]
        assert (contained[after]["parent"]["reference"], after != start, len(contained)) == (start, True, 2)
    assert bundle == HONEST


@pytest.mark.parametrize("levels", [3, 1000])
def test_matches_have_extensions_in_extensions(levels: int) -> None:
    text = answered("search_without_end", how="depth", levels=levels)

    assert text.count('"extension"') == 3 * levels
    if levels == 3:
        bundle = json.loads(text)
        for entry in bundle["entry"]:
            depth, one = 0, entry["resource"].pop("extension")
            while isinstance(one, list):
                depth, one = depth + 1, one[0].get("extension")
            assert depth == levels
        assert bundle == HONEST
