"""Keeping a person's agenda up to date: what the record holds from the start, and each day's reminders."""

from collections.abc import Iterator, Mapping
from datetime import date

from sandbox.clock import Clock
from sandbox.fhir.agenda.appointment_reading import reminder_identifiers, span_of
from sandbox.fhir.agenda.appointment_resources import offered, recorded, reminder_key
from sandbox.fhir.agenda.diary import Diary, keeps_diary
from sandbox.fhir.agenda.offered_reminders import OfferedReminders
from sandbox.fhir.agenda.open_diaries import settle_schedules
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.agenda.slots import squeeze_in
from sandbox.fhir.professionals import settle_professionals
from sandbox.fhir.resources.appointment import APPOINTMENT
from sandbox.fhir.resources.schedule import SCHEDULE
from sandbox.fhir.resources.slot import SLOT
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import FhirStore, Kept, Writing
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.people.record import Appointment
from sandbox.people.reminder_rules import rules
from sandbox.people.reminders import Reminder, done_dates, reminders
from sandbox.spaces import Space

_ANSWERS = frozenset({"pending", "booked", "arrived", "checked-in", "fulfilled", "waitlist"})
_MOST = 1000  # appointments of one person that answer reminders; a life has fewer


def keep_up(space: Space, persona: Persona) -> None:
    """Write what the record holds, once; and the reminders of today, once a day and after each answer."""
    today = in_paris(space.part(Clock).today()).date()
    offers = space.part(OfferedReminders)
    if offers.are_of(persona.id, today):
        return
    people = space.part(People)
    begun = people.record(persona).appointments
    whom = {one: people.directory.find(one) for one in dict.fromkeys(one.professional for one in begun)}
    known = [one for one in whom.values() if one is not None]
    settle_professionals(space, known)
    settle_schedules(space, SCHEDULE, [Diary(one, space.seed) for one in known if keeps_diary(one)])
    with space.part(FhirStore).transaction() as writing:
        _begin(space, writing, persona, begun, whom)
        _remind(space, writing, persona, today)
        offers.note(persona.id, today)


def _begin(
    space: Space,
    writing: Writing,
    persona: Persona,
    appointments: tuple[Appointment, ...],
    whom: Mapping[str, Professional | None],
) -> None:
    now = space.part(Clock).now()
    if not writing.settle("agenda", persona.id, (), now=now):
        return
    for appointment in appointments:
        professional = whom[appointment.professional]
        if professional is None:
            continue
        resource = recorded(appointment, professional, ())
        span = (appointment.start, span_of(resource)[1] or appointment.start)
        if appointment.status == "planned" and keeps_diary(professional):
            slots = squeeze_in(writing, SLOT, Diary(professional, space.seed), span, now=now)
            resource = recorded(appointment, professional, slots)
        writing.keep(APPOINTMENT, _dated(space, resource), persona.id, now=now)


def _remind(space: Space, writing: Writing, persona: Persona, today: date) -> None:
    """Write the proposals of the day, and delete those that are no longer offered."""
    system = inferred().agenda.reminder_system
    asked = Criterion("identifier", "token", (TokenValue(system, ""),))
    found = writing.search(Query(APPOINTMENT, (asked,), count=_MOST, total="none"), persona.id).matches
    known = [(kept, kept.read()) for kept in found]
    due = {reminder_key(one.rule.id, one.due): one for one in _due(space, persona, known, today)}
    answered = {key for _, resource in known if _is_answer(resource) for key in _keys(resource)}
    standing = {key: kept for kept, resource in known if _status(resource) == "proposed" for key in _keys(resource)}
    for key, kept in standing.items():
        if key not in due or key in answered:
            writing.delete(kept)
    for key, reminder in due.items():
        if key not in answered:
            before = sum(key in _keys(resource) for _, resource in known)
            _offer(space, writing, persona, offered(persona, reminder, before), standing.get(key))


def _offer(space: Space, writing: Writing, persona: Persona, proposal: JsonObject, standing: Kept | None) -> None:
    """Keep a proposal, unless it stands just so."""
    if standing is not None:
        proposal = {**proposal, "id": standing.id}
        present = standing.read()
        if all(present.get(name) == value for name, value in proposal.items() if name != "meta"):
            return
    writing.keep(APPOINTMENT, _dated(space, proposal), persona.id, now=space.part(Clock).now())


def _due(space: Space, persona: Persona, known: list[tuple[Kept, JsonObject]], today: date) -> tuple[Reminder, ...]:
    """Return what a person is due for, what they went to an appointment for counted as done on that day."""
    done = {rule: list(days) for rule, days in done_dates(space.part(People).record(persona)).items()}
    for _, resource in known:
        start = span_of(resource)[0]
        if _status(resource) in _ANSWERS and start is not None:
            for rule in (_rule(key) for key in _keys(resource)):
                done.setdefault(rule, []).append(in_paris(start).date())
    return reminders(persona, done, today)


def _rule(key: str) -> str:
    rule = key.rpartition("-")[0]
    return rule if rule in rules() else ""


def _keys(resource: JsonObject) -> Iterator[str]:
    for identifier in reminder_identifiers(resource):
        yield text_at(identifier, "value") or ""


def _status(resource: JsonObject) -> str | None:
    return text_at(resource, "status")


def _is_answer(resource: JsonObject) -> bool:
    """Tell whether an appointment answers a reminder: it stands, or the person declined what was proposed."""
    declined = any(text_at(one, "status") == "declined" for one in list_at(resource, "participant"))
    return _status(resource) in _ANSWERS or (_status(resource) == "cancelled" and declined)


def _dated(space: Space, resource: JsonObject) -> JsonObject:
    updated = space.part(Clock).today().isoformat(timespec="milliseconds")
    return {**resource, "meta": {**object_at(resource, "meta"), "lastUpdated": updated}}
