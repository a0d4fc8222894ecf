"""Vaccines and screenings that are due, as appointments to make; they follow the clock and what was answered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.agenda import Agenda, Resource, agenda_of, refused
from builders.spaces import Bench

from sandbox.inferred import inferred
from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.people.reminders import Reminder


def test_what_is_due_is_proposed(agenda: Agenda) -> None:
    """One proposal for each reminder of the day: which, why, when, whom to see."""
    proposals = {one["description"]: one for one in _proposals(agenda)}
    due = _due(agenda)
    assert due
    assert set(proposals) == {one.rule.title.fr for one in due}
    for one in due:
        proposal = proposals[one.rule.title.fr]
        assert proposal["requestedPeriod"] == [{"start": one.due.isoformat(), "end": one.until.isoformat()}]
        assert proposal["reasonCode"][0]["text"] == one.rule.why.fr
        assert [one["status"] for one in proposal["participant"]] == ["needs-action"]
        if one.rule.vaccine:
            assert proposal["reasonCode"][0]["coding"][0]["code"] == one.rule.vaccine.code


def test_a_proposal_is_found_by_its_identifier_and_stays_the_same(agenda: Agenda) -> None:
    """The next day brings no second copy, only the same resource in the same version."""
    before = _proposals(agenda)
    agenda.bench.clock.advance(86400)
    after = {one["id"]: one for one in _proposals(_again(agenda))}
    kept = [one for one in before if one["id"] in after]
    assert kept
    assert all(after[one["id"]]["meta"]["versionId"] == one["meta"]["versionId"] for one in kept)
    identifier = before[0]["identifier"][0]
    assert identifier["system"] == inferred().agenda.reminder_system
    query = ("identifier", f"{identifier['system']}|{identifier['value']}")
    assert [one["id"] for one in _again(agenda).found("Appointment", query)] == [before[0]["id"]]


def test_reminders_come_and_go_with_the_days() -> None:
    """Over two years of people's lives the proposals are always those of the day; what has passed is gone."""
    bench = Bench()
    agenda = agenda_of(bench)
    seen: set[str] = set()
    for _ in range(8):
        proposals = _proposals(agenda)
        assert {one["description"] for one in proposals} == {one.rule.title.fr for one in _due(agenda)}
        past = seen - {one["id"] for one in proposals}
        assert all(agenda.get(f"Appointment/{one}").status_code == 410 for one in past)
        seen |= {one["id"] for one in proposals}
        bench.clock.advance(91 * 86400)
        agenda = _again(agenda)


def test_a_proposal_is_answered_by_booking_it(agenda: Agenda) -> None:
    """PUT of the proposal with a slot makes it an appointment; it is not offered again, though the days go by."""
    proposal = _proposals(agenda)[0]
    booked = _answer(agenda, proposal)
    assert booked["identifier"] == proposal["identifier"]
    assert [one["status"] for one in booked["participant"]] == ["accepted"] * 3
    agenda.bench.clock.advance(86400)
    assert proposal["description"] not in {one["description"] for one in _proposals(_again(agenda))}


def test_a_patch_answers_it_too(agenda: Agenda) -> None:
    """Status and slot are enough."""
    proposal, slot = _proposals(agenda)[0], agenda.slots()[0]
    answer = agenda.patch(proposal["id"], **_at(slot))
    assert answer.status_code == 200, answer.text
    assert agenda.slot(slot["id"])["status"] == "busy"


def test_another_appointment_may_answer_it(agenda: Agenda) -> None:
    """An appointment whose supportingInformation leads to the proposal: that one is gone at once."""
    proposal = _proposals(agenda)[0]
    led = [{"reference": f"Appointment/{proposal['id']}"}]
    made = agenda.book(agenda.appointment(agenda.slots()[0], supportingInformation=led)).json
    assert proposal["identifier"][0] in made["identifier"]
    assert proposal["id"] not in {one["id"] for one in _proposals(agenda)}
    refused(agenda.get(f"Appointment/{proposal['id']}"), 410, "deleted")


def test_a_refused_booking_answers_nothing(agenda: Agenda) -> None:
    """The proposal stays when its booking is refused, in all that belongs to it."""
    proposal, taken = _proposals(agenda)[0], agenda.slots(status="busy")[0]
    led = [{"reference": f"Appointment/{proposal['id']}"}]
    refused(agenda.book(agenda.appointment(taken, supportingInformation=led)), 409, "conflict")
    assert agenda.get(f"Appointment/{proposal['id']}").json == proposal


def test_cancelling_the_answer_offers_it_again(agenda: Agenda) -> None:
    """Who cancels is still due: a new proposal, of the same identifier."""
    proposal = _proposals(agenda)[0]
    booked = _answer(agenda, proposal)
    assert agenda.put({**booked, "status": "cancelled"}).status_code == 200
    offered = [one for one in _proposals(agenda) if one["identifier"] == proposal["identifier"]]
    assert len(offered) == 1
    assert offered[0]["id"] != proposal["id"]


def test_a_declined_proposal_is_not_offered_again(agenda: Agenda) -> None:
    """Cancelled before it was ever booked: the person does not want it."""
    proposal = _proposals(agenda)[0]
    declined = agenda.patch(proposal["id"], status="cancelled")
    assert declined.status_code == 200, declined.text
    assert declined.json["participant"][0]["status"] == "declined"
    agenda.bench.clock.advance(86400)
    assert proposal["identifier"] not in [one["identifier"] for one in _proposals(_again(agenda))]


def test_a_kept_appointment_counts_as_done(bench: Bench) -> None:
    """Next year the flu vaccine is due again, though this year's was booked here; nothing is due twice meanwhile."""
    agenda = next(one for one in (agenda_of(bench) for _ in range(20)) if _flu(one))
    proposal = _flu(agenda)[0]
    _answer(agenda, proposal)
    for _ in range(12):
        bench.clock.advance(31 * 86400)
        agenda = _again(agenda)
    assert _flu(agenda)
    assert _flu(agenda)[0]["identifier"] != proposal["identifier"]


@pytest.mark.parametrize("status", ["proposed", "fulfilled"])
def test_a_proposal_is_not_changed_otherwise(agenda: Agenda, status: str) -> None:
    """An app neither rewrites what is due nor says that it was done."""
    proposal = _proposals(agenda)[0]
    said = {**proposal, **_at(agenda.slots()[0]), "status": status, "description": "Rien"}
    refused(agenda.put(said), 422, "business-rule")


def test_what_is_due_is_found_by_its_period(agenda: Agenda) -> None:
    """requested-period, in the words of R5."""
    proposal = _proposals(agenda)[0]
    day = date.fromisoformat(proposal["requestedPeriod"][0]["end"])
    ids = [one["id"] for one in agenda.found("Appointment", ("requested-period", f"ge{day}"))]
    assert proposal["id"] in ids
    later = agenda.found("Appointment", ("requested-period", f"sa{day + timedelta(days=1)}"))
    assert proposal["id"] not in [one["id"] for one in later]


def _proposals(agenda: Agenda) -> list[Resource]:
    return agenda.found("Appointment", ("status", "proposed"))


def _flu(agenda: Agenda) -> list[Resource]:
    return [one for one in _proposals(agenda) if one["description"] == "Vaccin contre la grippe"]


def _due(agenda: Agenda) -> tuple[Reminder, ...]:
    people, day = agenda.bench.space.part(People), agenda.bench.clock.today().date()
    return people.reminders(agenda.paired.persona, day)


def _answer(agenda: Agenda, proposal: Resource) -> Resource:
    slot = agenda.slots()[0]
    answer = agenda.put({**proposal, **_at(slot)})
    assert answer.status_code == 200, answer.text
    return answer.json


def _at(slot: Resource) -> Resource:
    """Return what makes a proposal an appointment: only proposals may lack start and end (FHIR R4, app-3)."""
    named = [{"reference": f"Slot/{slot['id']}"}]
    return {"status": "booked", "slot": named, "start": slot["start"], "end": slot["end"]}


def _again(agenda: Agenda) -> Agenda:
    """Pair the same person anew: their tokens are too old."""
    return agenda_of(agenda.bench, persona=agenda.paired.persona, client=agenda.paired.client)
