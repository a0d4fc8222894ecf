"""Bodies and queries that nobody meant: refused with an OperationOutcome, and nothing is changed by them."""

from __future__ import annotations

import copy
import json
import string
from typing import TYPE_CHECKING, Any

import pytest
from builders.agenda import PATCH, Agenda, agenda_of
from builders.spaces import Bench
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.fhir.store import FhirStore

if TYPE_CHECKING:
    from collections.abc import Iterator

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.sampled_from(["booked", "Slot/", "Patient/x", "2026-13-45T99:00:00Z", "\ud83d\ude00", "-"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_letters, max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = (
    "_id",
    "identifier",
    "status",
    "date",
    "created",
    "requested-period",
    "priority",
    "actor",
    "slot",
    "practitioner",
    "practitioner.identifier",
    "location.identifier",
    "actor:Practitioner.name",
    "actor:Practitioner.identifier",
    "supporting-info",
    "patient.identifier",
    "schedule",
    "schedule.actor:Location.address-city",
    "start",
    "specialty",
    "_sort",
    "_include",
    "_revinclude",
    "_count",
    "_offset",
    "_summary",
    "_elements",
    "_total",
    "_lastUpdated",
)
VALUES = st.text(max_size=15) | st.sampled_from(
    [
        "",
        "|",
        "a|b|c",
        "ge2026",
        "gt9999-12-31",
        "lt0001-01-01",
        "2026-02-30",
        "-start",
        "Appointment:actor",
        "Slot:schedule",
        "schedule-44-nurse-0000",
        "SM54",
        "0",
        "1000000000",
        "true",
        "ap2026-01",
        "%",
        "\\",
        "ge2026-12-01T00:00:00-23:59",
    ]
)


@pytest.fixture(scope="module")
def agenda() -> Agenda:
    """One agenda for all the examples of this module: they must not change it."""
    return agenda_of(Bench())


@given(data=st.data())
@FEW
def test_a_spoilt_appointment_is_refused_or_kept_whole(agenda: Agenda, data: st.DataObject) -> None:
    """One or two elements replaced by anything: never a failure of the space, never a slot lost."""
    slot = agenda.slots()[0]
    body = agenda.appointment(slot, comment="x", priority=1, supportingInformation=[{"reference": "Appointment/none"}])
    for _ in range(data.draw(st.integers(1, 2))):
        node, name = data.draw(st.sampled_from(list(_places(body))))
        node[name] = data.draw(JSON_VALUES)
    before = _state(agenda)
    answer = agenda.book(body)
    assert answer.status_code in {201, 400, 403, 409, 422}, answer.text
    if answer.status_code == 201:
        taken = [one["reference"] for one in answer.json.get("slot", [])]
        assert agenda.put({**answer.json, "status": "cancelled"}).status_code in {200, 422}
        assert taken in ([], [f"Slot/{slot['id']}"])
    else:
        assert answer.json["resourceType"] == "OperationOutcome"
        assert _state(agenda) == before


@given(body=JSON_VALUES | st.binary(max_size=40))
@FEW
def test_what_is_no_appointment_changes_nothing(agenda: Agenda, body: object) -> None:
    """By POST, PUT, conditional PUT and PATCH."""
    mine = agenda.found("Appointment", ("status", "proposed"))[0]["id"]
    before = _state(agenda)
    for method, path, media_type in [
        ("POST", "Appointment", "application/fhir+json"),
        ("PUT", f"Appointment/{mine}", "application/fhir+json"),
        ("PUT", "Appointment?identifier=x", "application/fhir+json"),
        ("PATCH", f"Appointment/{mine}", PATCH),
    ]:
        answer = agenda.send(method, path, body, media_type=media_type)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json["resourceType"] == "OperationOutcome"
    assert _state(agenda) == before


@given(
    operations=st.lists(
        st.fixed_dictionaries(
            {
                "op": st.sampled_from(["add", "remove", "replace", "test"]),
                "path": st.sampled_from(
                    [
                        "/status",
                        "/slot",
                        "/slot/0",
                        "/slot/-",
                        "/start",
                        "/end",
                        "/comment",
                        "/minutesDuration",
                        "/cancelationReason",
                        "/slot/0/reference",
                    ]
                ),
                "value": JSON_VALUES,
            }
        ),
        min_size=1,
        max_size=3,
    )
)
@FEW
def test_a_patch_of_anything_is_refused_or_sound(agenda: Agenda, operations: list[dict[str, Any]]) -> None:
    """The appointment keeps slots that are its own, or stays as it was."""
    mine = agenda.found("Appointment", ("status", "proposed"))[0]
    answer = agenda.send("PATCH", f"Appointment/{mine['id']}", operations, media_type=PATCH)
    assert answer.status_code in {200, 400, 405, 409, 422}, answer.text
    assert answer.status_code == 200 or agenda.get(f"Appointment/{mine['id']}").json == mine


@given(
    kind=st.sampled_from(
        ["Appointment", "Slot", "Schedule", "Practitioner", "PractitionerRole", "Location", "Organization"]
    ),
    query=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4),
)
@settings(FEW, max_examples=200)
def test_any_query_is_answered_or_refused(agenda: Agenda, kind: str, query: list[tuple[str, str]]) -> None:
    """A searchset or an OperationOutcome, never a failure."""
    answer = agenda.get(kind, *query)
    assert answer.status_code in {200, 400, 403, 406}, (kind, query, answer.text)
    assert answer.json["resourceType"] == ("Bundle" if answer.status_code == 200 else "OperationOutcome")


def _places(node: object) -> Iterator[tuple[Any, Any]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in list(members):
        if name != "resourceType":
            yield node, name
        yield from _places(value)


def _state(agenda: Agenda) -> str:
    """Return everything of the agenda that could have changed: appointments, and which slots are free."""
    store = agenda.bench.space.part(FhirStore)
    rows = store._database.execute("SELECT type, id, version, text FROM resource ORDER BY type, id").fetchall()
    return json.dumps(copy.deepcopy(rows))
