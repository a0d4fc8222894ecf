"""Two people, two apps: whoever looks sees their own; consent to read and to write are asked apart."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from builders.agenda import agenda_of, refused
from builders.spaces import Bench

from sandbox.fhir.store import NOBODY, FhirStore
from sandbox.oidc.pairings import Pairings
from sandbox.people.people import People

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_of_one_person_is_seen_by_another(bench: Bench) -> None:
    """Neither by id, nor by version, nor by search, nor through the slot."""
    one, other = agenda_of(bench), agenda_of(bench)
    slot = one.slots()[0]
    mine = one.book(one.appointment(slot)).json
    path = f"Appointment/{mine['id']}"
    for way in (path, f"{path}/_history/1"):
        refused(other.get(way), 404, "not-found")
    refused(other.put({**mine, "participant": [other.patient()], "status": "cancelled"}), 404, "not-found")
    refused(other.patch(mine["id"], status="cancelled"), 404, "not-found")
    assert not other.found("Appointment", ("_id", mine["id"]))
    assert not other.found("Appointment", ("slot", f"Slot/{slot['id']}"))
    assert not other.found("Appointment", ("actor", f"Patient/{one.paired.claims['idpe']}"))
    refused(other.get("Appointment", ("patient.identifier", one.paired.patient)), 403, "forbidden")
    assert one.slot(slot["id"])["status"] == "busy"


def test_a_slot_tells_nothing_of_who_took_it(bench: Bench) -> None:
    """Every version of every resource that belongs to nobody is free of names, ids and canaries of people."""
    agenda = agenda_of(bench)
    agenda.book(agenda.appointment(agenda.slots()[0]))
    persona, idpe = agenda.paired.persona, agenda.paired.claims["idpe"]
    texts = "".join(
        agenda.get(f"Slot/{one['id']}/_history/1").text + json.dumps(one) for one in agenda.slots(status="busy")
    )
    for told in (
        persona.id,
        persona.family_name,
        persona.ins.matricule,
        idpe,
        "\x1a",
        "u001a",
        "Appointment",
        "Patient",
    ):
        assert told not in texts


def test_two_apps_of_one_person_see_the_same_each_under_its_own_name(bench: Bench) -> None:
    """AssignAuth and idPe are those of the app that looks; what one books the other moves."""
    persona = bench.persona()
    one, other = agenda_of(bench, persona=persona), agenda_of(bench, persona=persona)
    mine = one.book(one.appointment(one.slots()[0])).json
    seen = other.get(f"Appointment/{mine['id']}").json
    named = seen["participant"][0]["actor"]["identifier"]
    assert named["value"] == other.paired.claims["idpe"] != one.paired.claims["idpe"]
    for query in [("actor", f"Patient/{other.paired.claims['idpe']}"), ("patient.identifier", other.paired.patient),
                  ("actor:Patient.identifier", other.paired.patient), ("patient", other.paired.claims["idpe"]),
                  ("actor:identifier", other.paired.patient)]:  # fmt: skip
        assert mine["id"] in [found["id"] for found in other.found("Appointment", query)], query
    assert other.put({**seen, "status": "cancelled"}).status_code == 200
    assert one.get(f"Appointment/{mine['id']}").json["status"] == "cancelled"


def test_reading_alone_writes_nothing_and_writing_alone_reads_nothing(bench: Bench) -> None:
    """The two consents are apart."""
    reader, writer = agenda_of(bench, scopes=["agenda.read"]), agenda_of(bench, scopes=["agenda.write"])
    slot = reader.slots()[0]
    refused(reader.book(reader.appointment(slot)), 403, "forbidden")
    refused(reader.patch("any", status="cancelled"), 403, "forbidden")
    for path in ("Appointment", "Slot", "Schedule", f"Slot/{slot['id']}", "Practitioner"):
        refused(writer.get(path), 403, "forbidden")
    assert reader.slot(slot["id"])["status"] == "free"
    assert writer.book(writer.appointment(slot)).status_code == 201


def test_measures_open_no_agenda(bench: Bench) -> None:
    """The consent of another family counts for nothing here."""
    paired = bench.pair()
    for path in ("Appointment", "Slot", "Practitioner"):
        refused(bench.get(f"/api/agenda/fhir/{path}", headers=paired.headers), 403, "forbidden")
    refused(bench.get("/api/agenda/fhir/Appointment"), 401, "login")


def test_withdrawal_ends_reading_and_writing(bench: Bench) -> None:
    """From the next call on."""
    agenda = agenda_of(bench)
    slot = agenda.slots()[0]
    bench.space.part(Pairings).unpair(agenda.paired.persona.id, agenda.paired.client.client_id)
    for answer in (agenda.get("Appointment"), agenda.book(agenda.appointment(slot))):
        assert answer.status_code in {401, 403}
        assert answer.json["resourceType"] == "OperationOutcome"


def test_the_appointments_of_a_record_are_there_and_their_time_is_taken(bench: Bench) -> None:
    """Past and to come, with the professionals who stand in the record; nobody else can have that time."""
    agenda = next(one for one in (agenda_of(bench) for _ in range(30)) if _planned(bench, one.paired.persona.id))
    record = bench.space.part(People).record(agenda.paired.persona)
    found = agenda.found("Appointment", ("status:not", "proposed"), ("_count", "100"))
    assert len(found) == len(record.appointments)
    statuses = {"planned": "booked", "kept": "fulfilled", "missed": "noshow", "cancelled": "cancelled"}
    assert sorted(one["status"] for one in found) == sorted(statuses[one.status] for one in record.appointments)
    for appointment in found:
        slots = [one["reference"].removeprefix("Slot/") for one in appointment.get("slot", [])]
        assert bool(slots) == (appointment["status"] == "booked")
        assert {agenda.slot(one)["status"] for one in slots} <= {"busy"}
    planned = next(one for one in found if one["status"] == "booked")
    assert agenda.put({**planned, "status": "cancelled"}).status_code == 200
    first, *overlapped = [one["reference"].removeprefix("Slot/") for one in planned["slot"]]
    assert agenda.slot(first)["status"] == "entered-in-error"
    assert {agenda.slot(one)["status"] for one in overlapped} <= {"free"}


def test_first_calls_that_come_together_write_the_record_once(bench: Bench) -> None:
    """Six at once, for each of three people: every call finds the same appointments and reminders."""
    for agenda in [agenda_of(bench) for _ in range(3)]:
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda _, one=agenda: one.found("Appointment", ("_count", "100")), range(6)))
        assert found[0]
        assert all(one == found[0] for one in found)
        assert len({one["id"] for one in found[0]}) == len(found[0])


def test_first_searches_that_come_together_write_the_diaries_once(bench: Bench) -> None:
    """Six searches of the same slots, none written before: six times the same."""
    agenda = agenda_of(bench)
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: agenda.slots(("_count", "100")), range(6)))
    assert len(found[0]) > 10
    assert all(one == found[0] for one in found)
    assert {one["meta"]["versionId"] for one in found[0]} == {"1"}


def test_a_space_with_a_folder_remembers_its_agenda(tmp_path: Path) -> None:
    """After a restart slots are as they were, appointments too, and nothing is written twice."""
    before = agenda_of(Bench(state_dir=tmp_path))
    booked = before.book(before.appointment(before.slots()[0])).json
    seen = before.found("Appointment", ("_count", "100"))
    busy = {one["id"] for one in before.slots(status="busy")}
    again = Bench(state_dir=tmp_path)
    after = agenda_of(again, persona=again.space.part(People).find(before.paired.persona.id))
    assert [one["id"] for one in after.found("Appointment", ("_count", "100"))] == [one["id"] for one in seen]
    assert {one["id"] for one in after.slots(status="busy")} == busy
    assert after.get(f"Appointment/{booked['id']}").headers["ETag"] == 'W/"1"'


def _planned(bench: Bench, persona_id: str) -> bool:
    people = bench.space.part(People)
    persona = people.find(persona_id)
    assert persona is not None
    return any(one.status == "planned" for one in people.record(persona).appointments)


def test_the_store_holds_no_appointment_of_nobody(bench: Bench) -> None:
    """Owned kinds are owned."""
    agenda = agenda_of(bench)
    made = agenda.book(agenda.appointment(agenda.slots()[0])).json
    assert bench.space.part(FhirStore).find("Appointment", made["id"], NOBODY) is None
