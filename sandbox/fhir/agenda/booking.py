"""What writing an appointment does: the slots it takes and gives back, in the transaction that keeps it.

Two bookings of one slot follow each other in the store, so exactly one finds it free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.fhir.access import RefusedError
from sandbox.fhir.agenda.appointment_reading import practitioners, referred, rpps_of, slot_ids, span_of
from sandbox.fhir.agenda.completion import Booked, answering, completed, naming_patient
from sandbox.fhir.agenda.diary import Diary, monday
from sandbox.fhir.agenda.lifecycle import HOLDING, IN_OUR_DIARIES, MADE_ELSEWHERE
from sandbox.fhir.agenda.open_diaries import diary_of, diary_of_schedule, fetch_slot, settle_weeks
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.agenda.slots import give_back, is_free, take
from sandbox.fhir.interactions.call import refuse
from sandbox.fhir.issue import error
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.store import NOBODY, Kept
from sandbox.inferred import inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject

if TYPE_CHECKING:
    from sandbox.fhir.interactions.write import Write


def keep_appointment(write: "Write") -> JsonObject:
    """Take and give back slots as the appointment's status demands; return it with what the space adds.

    Raises:
        RefusedError: a status that may not follow (422), slots that do not fit (422) or are taken (409).
    """
    write = replace(write, resource=naming_patient(write))
    previous = write.previous.read() if write.previous else {}
    _require_own_identifiers(write, previous)
    elsewhere = _made_elsewhere(write, previous)
    _require_transition(write, previous, elsewhere=elsewhere)
    status = text_at(write.resource, "status")
    if status == "cancelled":
        _require_unmoved(write, previous)
    if elsewhere:
        return answering(write, _told(write))
    if status in HOLDING:
        return answering(write, _booked(write, previous))
    _require_to_come(write, previous, "cancelled")
    give_back(write.writing, _slots(write), slot_ids(previous), moment=write.call.moment)
    return answering(write, {**write.resource, **_as_before(previous)})


def _require_own_identifiers(write: "Write", previous: JsonObject) -> None:
    """Refuse identifiers that the space alone gives, but those that the appointment has from it already."""
    rules = inferred().agenda
    for one in list_at(write.resource, "identifier"):
        if text_at(one, "system") in {rules.appointment_system, rules.reminder_system} and one not in list_at(
            previous, "identifier"
        ):
            text = "An identifier of that system is given by the space alone: use a system of your own"
            raise _refuse(write, "business-rule", text, "Appointment.identifier")


@dataclass(frozen=True)
class _Wanted:
    """The slots that an appointment is to take, in order, and the diary they are of."""

    diary: Diary
    slots: Sequence[Kept]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the start of the first to the end of the last."""
        return _moment(self.slots[0], "start"), _moment(self.slots[-1], "end")


def _made_elsewhere(write: "Write", previous: JsonObject) -> bool:
    """Tell whether the appointment is of other software: professional named by identifier alone, no slot of ours."""
    if previous:
        return text_at(previous, "status") != "proposed" and not _of_our_diaries(previous)
    return not _of_our_diaries(write.resource)


def _of_our_diaries(appointment: JsonObject) -> bool:
    actors = [object_at(one, "actor") for one in practitioners(appointment)]
    return bool(list_at(appointment, "slot")) or any(referred(actor) for actor in actors)


def _require_transition(write: "Write", previous: JsonObject, *, elsewhere: bool) -> None:
    rows = MADE_ELSEWHERE if elsewhere else IN_OUR_DIARIES
    before, after = text_at(previous, "status"), text_at(write.resource, "status")
    allowed = rows.get(before, frozenset())
    if after not in allowed:
        now = f"is {before}, which is final" if before and not allowed else f"may become {', '.join(sorted(allowed))}"
        text = f"The status cannot be {after}: " + (f"the appointment {now}" if before else f"a new one {now}")
        raise _refuse(write, "business-rule", text, "Appointment.status")


def _require_unmoved(write: "Write", previous: JsonObject) -> None:
    """Refuse to cancel and move at once: what is cancelled keeps the time at which it would have been."""
    if not previous:
        return
    slots, held = slot_ids(write.resource, write.call.root), slot_ids(previous)
    spans = zip(("start", "end"), span_of(write.resource), span_of(previous), strict=True)
    length = write.resource.get("minutesDuration")
    moved = [
        *(["slot"] if slots and set(slots) != set(held) else []),
        *(name for name, new, old in spans if new not in {None, old}),
        *(["minutesDuration"] if length not in {None, previous.get("minutesDuration")} else []),
    ]
    if moved:
        text = f"Cancelling moves nothing: leave {', '.join(moved)} as it is, or out"
        raise refuse(write.call, 422, [error("business-rule", text, write.at(name)) for name in moved])


def _told(write: "Write") -> JsonObject:
    """Check an appointment made in other software."""
    if _of_our_diaries(write.resource):
        text = "An appointment made in other software takes no slot here: book another one"
        raise _refuse(write, "business-rule", text, "Appointment.slot")
    if not any(object_at(one, "actor").get("identifier") for one in practitioners(write.resource)):
        text = "Name the professional: by reference and a slot or a span to book here, by identifier if made elsewhere"
        raise _refuse(write, "required", text, "Appointment.participant")
    if not list_at(write.resource, "identifier"):
        text = "An appointment made in other software has the identifier that the software gave it"
        raise _refuse(write, "required", text, "Appointment.identifier")
    return write.resource


def _booked(write: "Write", previous: JsonObject) -> JsonObject:
    held = slot_ids(previous) if text_at(previous, "status") in HOLDING else []
    if held and _stays(write, previous, held):
        present = _by_name(write, held)
        _require_whom(write, present)
        as_it_is = Booked(present.diary.professional, present.span, held)
        return {**completed(write.resource, previous, as_it_is, write.call.moment), **_as_before(previous)}
    if held:
        _require_to_come(write, previous, "moved")
    wanted = _wanted(write)
    if wanted.span[0] <= write.call.moment:
        raise _refuse(write, "business-rule", "That is in the past: nobody can be received then", "Appointment.start")
    _require_span(write, wanted)
    _require_whom(write, wanted)
    fresh = [slot for slot in wanted.slots if slot.id not in held]
    taken = [slot for slot in fresh if not is_free(slot)]
    if taken:
        raise RefusedError(
            outcome_answer(409, "conflict", f"Slot/{taken[0].id} is taken: choose another one", write.at("slot"))
        )
    kept = [slot.id for slot in wanted.slots]
    take(write.writing, _slots(write), fresh, moment=write.call.moment)
    left = [one for one in held if one not in kept]
    give_back(write.writing, _slots(write), left, moment=write.call.moment)
    booked = Booked(wanted.diary.professional, wanted.span, kept)
    return completed(write.resource, previous, booked, write.call.moment)


def _stays(write: "Write", previous: JsonObject, held: Sequence[str]) -> bool:
    """Tell whether an appointment that is booked keeps its time and its slots."""
    named = slot_ids(write.resource, write.call.root)
    spans = zip(span_of(write.resource), span_of(previous), strict=True)
    return (not named or set(named) == set(held)) and all(new in {None, old} for new, old in spans)


def _as_before(previous: JsonObject) -> JsonObject:
    """Return what an appointment keeps that is not moved."""
    names = ("slot", "start", "end", "minutesDuration", "created", "requestedPeriod")
    return {name: previous[name] for name in names if name in previous}


def _wanted(write: "Write") -> _Wanted:
    named = slot_ids(write.resource, write.call.root)
    wanted = _by_name(write, named) if named else _by_time(write)
    for one, following in zip(wanted.slots, wanted.slots[1:], strict=False):
        if _moment(one, "end") != _moment(following, "start"):
            raise _refuse(write, "business-rule", "The slots do not follow one another", "Appointment.slot")
    return wanted


def _by_name(write: "Write", named: Sequence[str]) -> _Wanted:
    slots: list[Kept] = []
    for slot_id in named:
        fetch_slot(write.call, slot_id)
        slot = write.writing.find("Slot", slot_id, NOBODY)
        if slot is None:
            raise _refuse(write, "not-found", f"There is no Slot/{slot_id[:64]}", "Appointment.slot")
        slots.append(slot)
    schedules = {text_at(object_at(slot.read(), "schedule"), "reference") or "" for slot in slots}
    diary = diary_of_schedule(write.call.space, schedules.pop().removeprefix("Schedule/"))
    if schedules or diary is None:
        raise _refuse(write, "business-rule", "The slots are of several professionals", "Appointment.slot")
    return _Wanted(diary, sorted(slots, key=lambda slot: _moment(slot, "start")))


def _by_time(write: "Write") -> _Wanted:
    """Find the slots of a span in the diary of the professional named."""
    named = [referred(object_at(one, "actor")) for one in practitioners(write.resource)]
    diaries = [diary_of(write.call.space, one) for one in dict.fromkeys(named) if one]
    start, end = span_of(write.resource)
    if len(diaries) != 1 or diaries[0] is None or start is None or end is None:
        text = "Say what to book: slots, or the one professional (Practitioner/ID of the directory), start and end"
        raise _refuse(write, "required", text, "Appointment.slot")
    diary, week = diaries[0], monday(in_paris(start).date())
    settle_weeks(write.call, [(diary, week)])
    first, last = diary.opened(write.call.moment)
    openings = (
        [one for one in diary.week(week) if start <= one.start and one.end <= end] if first <= week <= last else []
    )
    slots = [write.writing.find("Slot", diary.slot_id(one.start), NOBODY) for one in openings]
    found = [slot for slot in slots if slot is not None]
    if not found:
        text = f"{diary.professional.name} receives nobody then, or does not yet open that week"
        raise _refuse(write, "business-rule", text, "Appointment.start")
    return _Wanted(diary, found)


def _require_span(write: "Write", wanted: _Wanted) -> None:
    for name, asked, given in zip(("start", "end"), span_of(write.resource), wanted.span, strict=True):
        if asked is not None and asked != given:
            text = f"{name} is not that of the slots, {given.isoformat()}"
            raise _refuse(write, "business-rule", text, f"Appointment.{name}")
    length = write.resource.get("minutesDuration")
    if length is not None and length != (wanted.span[1] - wanted.span[0]) / timedelta(minutes=1):
        raise _refuse(write, "business-rule", "minutesDuration is not that of the slots", "Appointment.minutesDuration")


def _require_whom(write: "Write", wanted: _Wanted) -> None:
    whose = wanted.diary.professional
    for participant in practitioners(write.resource):
        actor = object_at(participant, "actor")
        named, number = referred(actor), rpps_of(actor)
        if named not in {None, f"pro-{wanted.diary.name}"} or number not in {None, whose.rpps}:
            text = f"The slots are those of {whose.name}, Practitioner/pro-{wanted.diary.name}"
            raise _refuse(write, "business-rule", text, "Appointment.participant")


def _require_to_come(write: "Write", previous: JsonObject, what: str) -> None:
    start = span_of(previous)[0]
    if text_at(previous, "status") in HOLDING and start is not None and start <= write.call.moment:
        text = f"The appointment has begun: it can no longer be {what}"
        raise _refuse(write, "business-rule", text, "Appointment.status")


def _refuse(write: "Write", code: str, text: str, expression: str) -> RefusedError:
    return refuse(write.call, 422, [error(code, text, expression)])


def _slots(write: "Write") -> KindDeclaration:
    kind = write.call.api.kind("Slot")
    if kind is None:
        raise LookupError("the API of appointments serves slots")
    return kind


def _moment(slot: Kept, name: str) -> datetime:
    span = span_of(slot.read())
    moment = span[0] if name == "start" else span[1]
    return moment or datetime.min.replace(tzinfo=UTC)
