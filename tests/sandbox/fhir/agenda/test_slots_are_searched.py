"""Searching slots (GAP 3.0.0, flows 4a and 5a): whose and from when must be said."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from builders.agenda import Agenda, agenda_of, refused
from builders.spaces import Bench

from sandbox.fhir.agenda.diary import MOST_WEEKS, Diary
from sandbox.fhir.french_systems import FINESS, RPPS, SPECIALTY
from sandbox.people.people import People

SOON = ("start", "ge2026-01-01")


def test_slots_are_found_by_whose_they_are(agenda: Agenda) -> None:
    """By schedule, by number or name of the professional, by number or commune of the place, by specialty."""
    whose = agenda.physician()
    place = whose.organization
    mine = Diary(whose, agenda.bench.space.seed).schedule_id
    ways = [
        ("schedule", mine),
        ("schedule", f"Schedule/{mine}"),
        ("schedule.identifier", f"{RPPS}|{whose.rpps}"),
        ("schedule.actor:Practitioner.identifier", f"{RPPS}|{whose.rpps}"),
        ("schedule.actor:Practitioner.family", whose.family_name),
        ("schedule.actor:PractitionerRole.organization.identifier", f"{FINESS}|{place.finess}"),
        ("schedule.actor:Location.identifier", f"{FINESS}|{place.finess}"),
        ("schedule.actor:Location.address-city", place.address.city),
        ("specialty", f"{SPECIALTY}|SM54"),
    ]
    for way in ways:
        found = agenda.found("Slot", way, SOON, ("_count", "100"), ("_sort", "start"))
        schedules = {one["schedule"]["reference"] for one in found}
        assert f"Schedule/{mine}" in schedules, way
    assert {one["schedule"]["reference"] for one in agenda.found("Slot", ways[3], SOON)} == {f"Schedule/{mine}"}


def test_the_first_search_and_the_hundredth_find_the_same(bench: Bench) -> None:
    """Diaries are written when asked for: what is found does not depend on what was asked before."""
    one, other = agenda_of(bench), agenda_of(Bench())
    one.found("Slot", ("specialty", "SM54"), SOON, ("start", "lt2026-01-02"))
    assert [slot["id"] for slot in one.slots()] == [slot["id"] for slot in other.slots()]


@pytest.mark.parametrize(
    "query",
    [
        [],
        [SOON],
        [("status", "free"), SOON],
        [("schedule:missing", "false"), SOON],
        [("specialty:not", "SM54"), SOON],
        [("schedule", "schedule-44-nurse-0000")],
        [("schedule", "schedule-44-nurse-0000"), ("start", "lt2027-01-01")],
        [("schedule", "schedule-44-nurse-0000"), ("start:missing", "false")],
    ],
    ids=str,
)
def test_a_search_that_is_too_broad_is_refused(agenda: Agenda, query: list[tuple[str, str]]) -> None:
    """Without whose or from when, a search would write every diary of the space."""
    refused(agenda.get("Slot", *query), 400, "too-costly")


def test_too_many_diaries_are_refused_and_fewer_weeks_help(bench: Bench) -> None:
    """In a large space a specialty is too much over weeks, and good enough for a week of a commune."""
    bench.space.part(People).settle(60_000)
    agenda = agenda_of(bench)
    text = refused(agenda.get("Slot", ("specialty", "SM54"), SOON), 400, "too-costly")
    assert "start" in text
    city = agenda.physician().organization.address.city
    until = f"lt{datetime.now().astimezone().date() + timedelta(days=2)}"
    query = [("specialty", "SM54"), ("schedule.actor:Location.address-city", city), SOON, ("start", until)]
    assert agenda.get("Slot", *query).status_code == 200


def test_diaries_go_on_as_the_clock_moves(bench: Bench) -> None:
    """A year later people book for then, and nothing is opened beyond the weeks of the diary."""
    before = agenda_of(bench).slots()
    bench.clock.advance(400 * 86400)
    agenda = agenda_of(bench)
    after = agenda.slots(("_count", "100"))
    first, limit = bench.clock.today(), bench.clock.today() + timedelta(weeks=MOST_WEEKS)
    assert after
    assert {one["id"] for one in before}.isdisjoint(one["id"] for one in after)
    assert all(first < datetime.fromisoformat(one["start"]) < limit for one in after)


def test_pages_follow_one_another(agenda: Agenda) -> None:
    """All free slots, page by page, each once."""
    query = [("schedule", "schedule-44-dentist-0000"), SOON, ("_sort", "start"), ("_count", "20")]
    answer = agenda.get("Slot", *query).json
    ids = []
    while True:
        ids += [one["resource"]["id"] for one in answer["entry"]]
        following = [one["url"] for one in answer["link"] if one["relation"] == "next"]
        if not following:
            break
        answer = agenda.get("Slot", *parse_qsl(urlsplit(following[0]).query)).json
    assert len(ids) == len(set(ids)) == answer["total"] > 20


def test_the_schedule_comes_along(agenda: Agenda) -> None:
    """_include=Slot:schedule, and the professional behind it in a search of schedules."""
    query = [("schedule", "schedule-44-nurse-0000"), SOON, ("_include", "Slot:schedule"), ("_count", "1")]
    included = [
        one["resource"] for one in agenda.get("Slot", *query).json["entry"] if one["search"]["mode"] == "include"
    ]
    assert [one["id"] for one in included] == ["schedule-44-nurse-0000"]
    query = [
        ("actor:Practitioner.identifier", f"{RPPS}|{agenda.physician('nurse').rpps}"),
        ("_include", "Schedule:actor"),
    ]
    types = [one["resource"]["resourceType"] for one in agenda.get("Schedule", *query).json["entry"]]
    assert sorted(types) == ["Location", "Practitioner", "PractitionerRole", "Schedule"]


def test_one_slot_is_read_without_having_been_searched(agenda: Agenda) -> None:
    """Its id tells whose it is and when; another id is nothing."""
    known = agenda.slots()[0]["id"]
    assert agenda_of(Bench()).slot(known)["id"] == known
    for unknown in ("slot-44-nurse-0000-20990101T0900Z", "slot-44-nurse-9999-20261201T0900Z", "slot-x", "x" * 64):
        refused(agenda.get(f"Slot/{unknown}"), 404, "not-found")


def test_emergencies_are_not_by_appointment(agenda: Agenda) -> None:
    """The emergency physician stands in the directory and has no diary."""
    assert agenda.found("Practitioner", ("qualification-code", "SM59"))
    assert not agenda.found("Schedule", ("specialty", "SM59"))


def test_the_directory_is_searched_by_what_people_know(agenda: Agenda) -> None:
    """Name, place and profession; nothing of it can be changed."""
    whose = agenda.physician()
    query = [("practitioner.family", whose.family_name), ("location.address-city", whose.organization.address.city)]
    roles = agenda.found("PractitionerRole", *query)
    assert f"Practitioner/pro-{Diary(whose, 0).name}" in {one["practitioner"]["reference"] for one in roles}
    assert agenda.get(f"Organization/{whose.organization.id}").json["name"] == whose.organization.name
    for path in ("Slot", "Schedule", "Practitioner"):
        refused(agenda.send("POST", path, {"resourceType": path}), 405, "not-supported")
