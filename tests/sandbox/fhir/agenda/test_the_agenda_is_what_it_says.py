"""What the space writes conforms to R4 and GAP; the CapabilityStatement tells what is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.agenda import Agenda, agenda_of, refused
from builders.spaces import Bench

from sandbox.fhir.apis.agenda import AGENDA
from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.fhir.issue import Issue

DIRECTORY = ("Practitioner", "PractitionerRole", "Organization", "Location", "Schedule")


def _errors(resource: object) -> list[Issue]:
    return [issue for issue in validate(resource) if issue.severity == "error"]


def test_what_a_record_holds_conforms() -> None:
    """Appointments and reminders of two dozen people of all ages, without an error."""
    bench = Bench()
    bench.space.part(People).settle(300)
    people = bench.space.part(People)
    for persona in [*(bench.persona() for _ in range(6)), *people.everyone()[6:300:16]]:
        agenda = agenda_of(bench, persona=persona)
        for appointment in agenda.found("Appointment", ("_count", "100")):
            assert not _errors(appointment), appointment


@pytest.mark.parametrize("resource_type", DIRECTORY)
def test_the_directory_conforms(agenda: Agenda, resource_type: str) -> None:
    """Every professional, place and schedule."""
    found = agenda.found(resource_type, ("_count", "100"))
    assert len(found) > 10
    for resource in found:
        assert not _errors(resource), resource


def test_slots_conform_and_so_do_bookings(agenda: Agenda) -> None:
    """Of a physician and of a nurse, who has no specialty."""
    for specialty in ("general_practitioner", "nurse"):
        slots = agenda.slots(professional=agenda.physician(specialty))
        for slot in slots[:5]:
            assert not _errors(slot), slot
        assert not _errors(agenda.book(agenda.appointment(slots[0])).json)


@pytest.mark.parametrize(
    ("changes", "expression"),
    [
        ({"status": "maybe"}, "Appointment.status"),
        ({"start": "demain"}, "Appointment.start"),
        ({"participant": None}, "Appointment.participant"),
        ({"minutesDuration": -5}, "Appointment.minutesDuration"),
        ({"priority": "high"}, "Appointment.priority"),
        ({"surprise": 1}, "Appointment"),
        ({"meta": {}}, "Appointment.meta.profile"),
    ],
    ids=str,
)
def test_what_does_not_conform_is_refused(agenda: Agenda, changes: dict[str, object], expression: str) -> None:
    """The place is told, and the slot stays free."""
    slot = agenda.slots()[0]
    answer = agenda.book(agenda.appointment(slot, **changes))
    assert answer.status_code == 422, answer.text
    assert any(expression in one.get("expression", [""])[0] for one in answer.json["issue"]), answer.text
    assert agenda.slot(slot["id"])["status"] == "free"


def test_the_capability_statement_tells_what_is_served(agenda: Agenda) -> None:
    """Each type with its interactions, parameters and includes, and no type too many."""
    statement = agenda.get("metadata").json
    assert not _errors(statement)
    told = {one["type"]: one for one in statement["rest"][0]["resource"]}
    assert set(told) == {kind.type for kind in AGENDA.kinds}
    interactions = {one["code"] for one in told["Appointment"]["interaction"]}
    assert interactions == {"read", "vread", "search-type", "create", "update", "patch"}
    assert {one["code"] for one in told["Slot"]["interaction"]} == {"read", "vread", "search-type"}
    names = {one["name"] for one in told["Appointment"]["searchParam"]}
    assert {"identifier", "date", "created", "service-type", "status", "description", "supporting-info", "priority",
            "patient", "practitioner", "location", "actor"} <= names  # fmt: skip
    assert {"participant", "participant.identifier"}.isdisjoint(names)
    assert told["Appointment"]["conditionalUpdate"] is True


@pytest.mark.parametrize("kind", AGENDA.kinds, ids=lambda kind: kind.type)
def test_every_parameter_that_is_told_is_known(agenda: Agenda, kind: object) -> None:
    """And an unknown one is refused."""
    values = {"date": "2026-12-01", "token": "true", "string": "x", "reference": "x", "uri": "x"}
    whose = [("schedule", "schedule-44-nurse-0000"), ("start", "ge2026-12-01")] if kind.type == "Slot" else []
    for parameter in kind.parameters:
        answer = agenda.get(kind.type, *whose, (parameter.name, values[parameter.type]))
        assert answer.status_code == 200, (parameter.name, answer.text)
    refused(agenda.get(kind.type, *whose, ("colour", "blue")), 400, "not-supported")


@pytest.mark.parametrize(
    ("path", "query", "types"),
    [
        ("Appointment", [("_include", "Appointment:actor")], {"Practitioner", "Location"}),
        ("Appointment", [("_include", "Appointment:slot")], {"Slot"}),
        ("PractitionerRole", [("_include", "PractitionerRole:organization")], {"Organization"}),
        ("Location", [("_include", "Location:organization")], {"Organization"}),
        ("Practitioner", [("_revinclude", "PractitionerRole:practitioner")], {"PractitionerRole"}),
    ],
)
def test_what_belongs_together_comes_together(
    agenda: Agenda, path: str, query: list[tuple[str, str]], types: set[str]
) -> None:
    """_include and _revinclude."""
    agenda.book(agenda.appointment(agenda.slots()[0]))
    entries = agenda.get(path, *query, ("_count", "100")).json["entry"]
    assert {one["resource"]["resourceType"] for one in entries if one["search"]["mode"] == "include"} == types
