"""Booking: POST Appointment takes slots, all or none (GAP 3.0.0, flow 6a)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from builders.agenda import Agenda, agenda_of, refused
from builders.spaces import Bench

from sandbox.fhir.french_systems import RPPS


def test_a_booking_takes_its_slot_and_says_whom_where_and_how_long(agenda: Agenda) -> None:
    """The app names a slot; the space adds what follows from it."""
    slot = agenda.slots()[0]
    answer = agenda.book(agenda.appointment(slot))
    assert answer.status_code == 201, answer.text
    booked = answer.json
    assert (booked["start"], booked["end"], booked["minutesDuration"]) == (slot["start"], slot["end"], 20)
    actors = [one["actor"].get("reference", "Patient").partition("/")[0] for one in booked["participant"]]
    assert actors == ["Patient", "Practitioner", "Location"]
    assert agenda.slot(slot["id"])["status"] == "busy"
    assert answer.headers["ETag"] == 'W/"1"'
    assert agenda.get(f"Appointment/{booked['id']}").json == booked


def test_a_professional_and_a_span_are_enough(agenda: Agenda) -> None:
    """Two openings that follow each other make one appointment."""
    one, other = _following(agenda)
    whom = {"actor": {"reference": f"Practitioner/pro-{_name(one)}"}, "status": "accepted"}
    body = agenda.appointment(one, other, slot=None, participant=[agenda.patient(), whom])
    answer = agenda.book(body)
    assert answer.status_code == 201, answer.text
    assert [slot["reference"] for slot in answer.json["slot"]] == [f"Slot/{one['id']}", f"Slot/{other['id']}"]


def test_a_slot_is_booked_without_having_been_searched(bench: Bench) -> None:
    """The diary is written when a booking needs it."""
    known = agenda_of(bench).slots()[0]
    stranger = agenda_of(Bench())
    assert stranger.book(stranger.appointment(known)).status_code == 201


def test_a_taken_slot_is_refused(agenda: Agenda) -> None:
    """Whoever comes second is told, whether the slot was taken here or from the start."""
    free, taken = agenda.slots()[0], agenda.slots(status="busy")[0]
    assert agenda.book(agenda.appointment(free)).status_code == 201
    for slot in (free, taken):
        assert slot["id"] in refused(agenda.book(agenda.appointment(slot)), 409, "conflict")


def test_two_at_once_get_one_appointment(bench: Bench) -> None:
    """Two people and a hurried app book one slot together: exactly one wins, eight times over."""
    agendas = [agenda_of(bench) for _ in range(3)]
    slots = agendas[0].slots()[:8]
    with ThreadPoolExecutor(6) as pool:
        for slot in slots:
            answers = list(pool.map(lambda one, slot=slot: one.book(one.appointment(slot)).status_code, agendas * 2))
            assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    held = [one["slot"] for agenda in agendas for one in agenda.found("Appointment", ("slot", slots[0]["id"]))]
    assert len(held) == 1


def test_nothing_is_taken_when_one_of_several_slots_is_taken(agenda: Agenda) -> None:
    """All slots or none."""
    one, other = _following(agenda)
    assert agenda.book(agenda.appointment(other)).status_code == 201
    refused(agenda.book(agenda.appointment(one, other)), 409, "conflict")
    assert agenda.slot(one["id"])["status"] == "free"


def test_the_past_cannot_be_booked(agenda: Agenda) -> None:
    """Nobody is received yesterday, though the slot is still free."""
    slot = agenda.slots()[0]
    agenda.bench.clock.advance(14 * 86400)
    agenda = agenda_of(agenda.bench)
    refused(agenda.book(agenda.appointment(slot)), 422, "business-rule")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"slot": [{"reference": "Slot/nothing"}]}, "not-found"),
        ({"slot": [{"reference": "Slot/slot-44-general-practitioner-0000-20990101T0900Z"}]}, "not-found"),
        ({"slot": [{"display": "le matin"}]}, "not-found"),
        ({"end": "2099-01-01T09:00:00Z"}, "business-rule"),
        ({"minutesDuration": 5}, "business-rule"),
        ({"status": "fulfilled"}, "business-rule"),
        ({"status": "proposed"}, "business-rule"),
    ],
    ids=str,
)
def test_what_does_not_fit_the_slot_is_refused(agenda: Agenda, changes: dict[str, object], code: str) -> None:
    """An appointment is what its slots are."""
    slot = agenda.slots()[0]
    refused(agenda.book(agenda.appointment(slot, **changes)), 422, code)
    assert agenda.slot(slot["id"])["status"] == "free"


def test_the_slots_of_somebody_else_are_refused(agenda: Agenda) -> None:
    """Whoever is named must be whose slots they are, by reference or by number."""
    slot, dentist = agenda.slots()[0], agenda.physician("dentist")
    by_number = {"identifier": {"system": RPPS, "value": dentist.rpps}}
    for actor in ({"reference": "Practitioner/pro-44-dentist-0000"}, by_number):
        participants = [agenda.patient(), {"actor": actor, "status": "accepted"}]
        refused(agenda.book(agenda.appointment(slot, participant=participants)), 422, "business-rule")


def test_slots_apart_are_refused(agenda: Agenda) -> None:
    """Morning and evening are not one appointment, nor are two professionals."""
    slots = agenda.slots()
    refused(agenda.book(agenda.appointment(slots[0], slots[-1])), 422, "business-rule")
    other = agenda.slots(professional=agenda.physician("dentist"))[0]
    refused(agenda.book(agenda.appointment(slots[0], other)), 422, "business-rule")


@pytest.mark.parametrize(
    "start", ["2026-12-25T10:00:00+01:00", "2099-01-05T10:00:00+01:00", "2026-12-06T10:00:00+01:00"]
)
def test_outside_the_diary_nobody_is_received(agenda: Agenda, start: str) -> None:
    """On Christmas Day, on a Sunday, or long before that week opens."""
    whom = {"actor": {"reference": "Practitioner/pro-44-general-practitioner-0000"}, "status": "accepted"}
    end = start.replace("T10:00", "T10:20")
    body = agenda.appointment(start=start, end=end, participant=[agenda.patient(), whom])
    refused(agenda.book(body), 422, "business-rule")


def test_another_patient_is_refused(bench: Bench) -> None:
    """An app books for the person it is paired with, and for nobody beside them."""
    one, other = agenda_of(bench), agenda_of(bench)
    slot = one.slots()[0]
    refused(one.book(one.appointment(slot, participant=[other.patient()])), 403, "forbidden")
    refused(one.book(one.appointment(slot, participant=[one.patient(), other.patient()])), 403, "forbidden")
    whom = {"actor": {"reference": f"Practitioner/pro-{_name(slot)}"}, "status": "accepted"}
    refused(one.book(one.appointment(slot, participant=[whom])), 422, "invalid")
    assert one.slot(slot["id"])["status"] == "free"


def test_a_booking_sent_twice_with_a_condition_is_made_once(agenda: Agenda) -> None:
    """If-None-Exist answers what is there already (FHIR R4, 3.1.0.8.1)."""
    named = [{"system": "urn:oid:2.999.7", "value": "rdv-1"}]
    body = agenda.appointment(agenda.slots()[0], identifier=named)
    headers = {"If-None-Exist": "identifier=urn:oid:2.999.7|rdv-1"}
    first, second = agenda.book(body, **headers), agenda.book(body, **headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json["id"] == second.json["id"]


def test_an_appointment_made_elsewhere_is_told_without_a_slot(agenda: Agenda) -> None:
    """Scheduling software that is an app of the person's says what they have elsewhere, past or to come."""
    whom = {
        "actor": {"identifier": {"system": RPPS, "value": "81234567890"}, "display": "Dr Elsewhere"},
        "status": "accepted",
    }
    named = [{"system": "urn:oid:2.999.7", "value": "A1"}]
    body = agenda.appointment(
        start="2020-03-02T08:00:00Z", end="2020-03-02T08:30:00Z", status="fulfilled", identifier=named,
        participant=[agenda.patient(), whom],
    )  # fmt: skip
    refused(agenda.book({name: value for name, value in body.items() if name != "identifier"}), 422, "required")
    answer = agenda.book(body)
    assert answer.status_code == 201, answer.text
    assert agenda.found("Appointment", ("practitioner.identifier", f"{RPPS}|81234567890"))[0]["id"] == answer.json["id"]
    changed = {**answer.json, "status": "entered-in-error"}
    assert agenda.send("PUT", "Appointment?identifier=urn:oid:2.999.7|A1", changed).status_code == 200
    refused(agenda.put({**changed, "status": "booked"}), 422, "business-rule")


def test_nobody_named_is_refused(agenda: Agenda) -> None:
    """Neither slot nor professional: there is nothing to book and nothing to tell."""
    body = agenda.appointment(start="2026-12-02T08:00:00Z", end="2026-12-02T08:30:00Z")
    refused(agenda.book(body), 422, "required")


def _following(agenda: Agenda) -> tuple[dict[str, str], dict[str, str]]:
    slots = agenda.slots()
    return next((one, other) for one, other in pairwise(slots) if one["end"] == other["start"])


def _name(slot: dict[str, str]) -> str:
    return slot["id"].removeprefix("slot-").rpartition("-")[0]
