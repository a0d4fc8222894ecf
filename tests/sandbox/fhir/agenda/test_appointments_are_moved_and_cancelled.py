"""Moving and cancelling: slots are given back and taken in one transaction (GAP 3.0.0, flow 6b)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from builders.agenda import PATCH, Agenda, Resource, agenda_of, refused

from sandbox.fhir.agenda.lifecycle import IN_OUR_DIARIES

if TYPE_CHECKING:
    from builders.spaces import Bench

REASON = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason", "code": "pat"}]
}


@pytest.fixture
def booked(agenda: Agenda) -> Resource:
    """An appointment in the first free slot."""
    answer = agenda.book(
        agenda.appointment(agenda.slots()[0], identifier=[{"system": "urn:oid:2.999.7", "value": "r1"}])
    )
    assert answer.status_code == 201, answer.text
    return answer.json


def test_moving_frees_the_old_slot_and_takes_the_new_one(agenda: Agenda, booked: Resource) -> None:
    """PUT with another slot is the move."""
    other = agenda.slots()[3]
    answer = agenda.put(_moved(booked, other), **{"If-Match": 'W/"1"'})
    assert answer.status_code == 200, answer.text
    assert (answer.json["start"], answer.headers["ETag"]) == (other["start"], 'W/"2"')
    assert [agenda.slot(_slot(one))["status"] for one in (booked, answer.json)] == ["free", "busy"]


def test_moving_by_the_identifier_of_the_app(agenda: Agenda, booked: Resource) -> None:
    """The conditional PUT of flow 6b; with an unknown identifier it books."""
    first, second = agenda.slots()[3], agenda.slots()[5]
    path = "Appointment?identifier=urn:oid:2.999.7|"
    assert agenda.send("PUT", f"{path}r1", _moved(booked, first)).status_code == 200
    fresh = agenda.appointment(second, identifier=[{"system": "urn:oid:2.999.7", "value": "r2"}])
    answer = agenda.send("PUT", f"{path}r2", fresh)
    assert answer.status_code == 201, answer.text
    assert agenda.slot(second["id"])["status"] == "busy"


def test_a_stale_version_changes_nothing(agenda: Agenda, booked: Resource) -> None:
    """If-Match (FHIR R4, 3.1.0.1.3): whoever read an older version reads again."""
    assert agenda.put({**booked, "comment": "Par l'interphone"}).status_code == 200
    other = agenda.slots()[3]
    refused(agenda.put(_moved(booked, other), **{"If-Match": 'W/"1"'}), 412, "conflict")
    assert agenda.slot(other["id"])["status"] == "free"
    assert agenda.slot(_slot(booked))["status"] == "busy"


def test_a_move_to_a_taken_slot_leaves_all_as_it_was(agenda: Agenda, booked: Resource) -> None:
    """409, and the person keeps what they had."""
    taken = agenda.slots(status="busy")[-1]
    refused(agenda.put(_moved(booked, taken)), 409, "conflict")
    assert agenda.get(f"Appointment/{booked['id']}").headers["ETag"] == 'W/"1"'
    assert agenda.slot(_slot(booked))["status"] == "busy"


def test_many_moves_at_once_leave_one_slot_taken(agenda: Agenda, booked: Resource) -> None:
    """The last writer wins, and what the others took is given back."""
    targets = agenda.slots()[:12]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda slot: agenda.put(_moved(booked, slot)).status_code, targets))
    assert set(answers) == {200}
    now = agenda.get(f"Appointment/{booked['id']}").json
    ids = {_slot(booked), *(slot["id"] for slot in targets)}
    assert [one for one in ids if agenda.slot(one)["status"] == "busy"] == [_slot(now)]


def test_two_moves_of_one_version_let_one_win(agenda: Agenda, booked: Resource) -> None:
    """With If-Match the second of two learns that it comes too late."""
    targets = agenda.slots()[:4]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda slot: agenda.put(_moved(booked, slot), **{"If-Match": 'W/"1"'}).status_code, targets)
    assert sorted(answers) == [200, 412, 412, 412]


@pytest.mark.parametrize("by_patch", [False, True])
def test_cancelling_gives_the_slot_back(agenda: Agenda, booked: Resource, by_patch: bool) -> None:  # noqa: FBT001 - a case
    """By PUT of the whole or by PATCH of the status, with a reason; then the slot can be booked anew."""
    changes = {"status": "cancelled", "cancelationReason": REASON}
    answer = agenda.patch(booked["id"], **changes) if by_patch else agenda.put({**booked, **changes})
    assert answer.status_code == 200, answer.text
    assert answer.json["cancelationReason"] == REASON
    slot = agenda.slot(_slot(booked))
    assert slot["status"] == "free"
    assert agenda.book(agenda.appointment(slot)).status_code == 201


def test_cancelling_moves_nothing(agenda: Agenda, booked: Resource) -> None:
    """To cancel and to move at once is refused: the slot stays taken, until one of both is said."""
    other = agenda.slots()[3]
    for changes in ({"slot": [{"reference": f"Slot/{other['id']}"}]}, {"start": other["start"], "end": other["end"]},
                    {"minutesDuration": 5}):  # fmt: skip
        told = refused(agenda.patch(booked["id"], status="cancelled", **changes), 422, "business-rule")
        assert "moves nothing" in told
    assert [agenda.slot(one)["status"] for one in (_slot(booked), other["id"])] == ["busy", "free"]
    assert agenda.get(f"Appointment/{booked['id']}").headers["ETag"] == 'W/"1"'


def test_an_appointment_of_other_software_is_not_moved_by_cancelling_it(agenda: Agenda) -> None:
    """Its own software tells the new time, or that it was cancelled."""
    rpps = {"system": "https://rpps.esante.gouv.fr", "value": "89900000001"}
    whom = {"actor": {"type": "Practitioner", "identifier": rpps}, "status": "accepted"}
    made = agenda.book(
        agenda.appointment(
            identifier=[{"system": "urn:oid:2.999.7", "value": "e1"}],
            participant=[agenda.patient(), whom],
            start="2027-03-01T10:00:00+01:00",
            end="2027-03-01T10:15:00+01:00",
        )
    )
    assert made.status_code == 201, made.text
    later = {"status": "cancelled", "start": "2027-03-02T10:00:00+01:00", "end": "2027-03-02T10:15:00+01:00"}
    refused(agenda.put({**made.json, **later}), 422, "business-rule")
    assert agenda.put({**made.json, "status": "cancelled"}).status_code == 200


def test_a_slot_that_was_given_back_is_not_given_back_twice(bench: Bench) -> None:
    """Cancelling an appointment again must not free what somebody else has booked since."""
    one, other = agenda_of(bench), agenda_of(bench)
    slot = one.slots()[0]
    mine = one.book(one.appointment(slot)).json
    cancelled = one.put({**mine, "status": "cancelled"}).json
    assert other.book(other.appointment(slot)).status_code == 201
    refused(one.put(cancelled), 422, "business-rule")
    refused(one.put({**cancelled, "status": "booked"}), 422, "business-rule")
    assert one.slot(slot["id"])["status"] == "busy"


@pytest.mark.parametrize("before", ["pending", "booked", "cancelled"])
@pytest.mark.parametrize("after", ["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow",
                                   "entered-in-error", "checked-in", "waitlist"])  # fmt: skip
def test_the_table_of_statuses_is_what_is_played(agenda: Agenda, before: str, after: str) -> None:
    """Every status of FHIR after each that an app can bring about."""
    start = "booked" if before == "cancelled" else before
    made = agenda.book(agenda.appointment(agenda.slots()[0], status=start)).json
    if before == "cancelled":
        made = agenda.put({**made, "status": "cancelled"}).json
    allowed = after in IN_OUR_DIARIES.get(before, ())
    assert agenda.put({**made, "status": after}).status_code == (200 if allowed else 422)


def test_what_has_begun_is_neither_moved_nor_cancelled(bench: Bench) -> None:
    """The next day it is too late; a remark may still be added."""
    persona = bench.persona()
    agenda = agenda_of(bench, persona=persona)
    made = agenda.book(agenda.appointment(agenda.slots()[0])).json
    bench.clock.advance(21 * 86400)
    later = agenda_of(bench, persona=persona, client=agenda.paired.client)
    assert later.put({**made, "comment": "Merci"}).status_code == 200
    refused(later.put({**made, "status": "cancelled"}), 422, "business-rule")
    refused(later.put(_moved(made, later.slots()[0])), 422, "business-rule")


def test_deleting_is_not_cancelling(agenda: Agenda, booked: Resource) -> None:
    """There is no DELETE; the resource stays."""
    refused(agenda.send("DELETE", f"Appointment/{booked['id']}", b""), 405, "not-supported")


def test_a_patch_touches_only_what_may_be_changed(agenda: Agenda, booked: Resource) -> None:
    """The participants are not patched away; what is no patch is said so."""
    operation = [{"op": "remove", "path": "/participant/0"}]
    path = f"Appointment/{booked['id']}"
    answer = agenda.send("PATCH", path, operation, media_type=PATCH)
    refused(answer, 405, "not-supported")
    assert answer.headers["Allow"] == "GET, HEAD, PATCH, PUT"
    refused(agenda.send("PATCH", path, {"status": "cancelled"}, media_type=PATCH), 400, "structure")


def test_older_versions_can_be_read(agenda: Agenda, booked: Resource) -> None:
    """The history of a move: both versions, each with its own number."""
    other = agenda.slots()[3]
    agenda.put(_moved(booked, other))
    versions = [agenda.get(f"Appointment/{booked['id']}/_history/{number}").json for number in (1, 2)]
    assert [one["meta"]["versionId"] for one in versions] == ["1", "2"]
    assert [one["start"] for one in versions] == [booked["start"], other["start"]]


def _moved(appointment: Resource, slot: Resource) -> Resource:
    named = [{"reference": f"Slot/{slot['id']}"}]
    length = {name: value for name, value in appointment.items() if name != "minutesDuration"}
    return {**length, "slot": named, "start": slot["start"], "end": slot["end"]}


def _slot(appointment: Resource) -> str:
    return appointment["slot"][0]["reference"].removeprefix("Slot/")
