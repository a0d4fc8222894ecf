"""What the space adds to an appointment that it keeps: everything that follows from its slots and from what was due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.fhir.agenda.appointment_reading import is_patient, practitioners, reminder_identifiers
from sandbox.fhir.agenda.diary_resources import written
from sandbox.fhir.agenda.offered_reminders import OfferedReminders
from sandbox.fhir.agenda.paris_time import in_paris
from sandbox.fhir.resources.location import location_reference
from sandbox.fhir.resources.practitioner import offer, practitioner_reference
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.professional import Professional

if TYPE_CHECKING:
    from sandbox.fhir.interactions.write import Write


@dataclass(frozen=True)
class Booked:
    """What an appointment takes: of whom, from when to when, which slots by id."""

    professional: Professional
    span: tuple[datetime, datetime]
    slots: Sequence[str]


def completed(appointment: JsonObject, previous: JsonObject, booked: Booked, moment: datetime) -> JsonObject:
    """Return an appointment with what follows from its slots: whom, where, when, how long."""
    professional, span = booked.professional, booked.span
    status = "accepted" if text_at(appointment, "status") == "booked" else "needs-action"
    named = list(practitioners(appointment))
    others = [one for one in list_at(appointment, "participant") if one not in named]
    kept: list[JsonValue] = [_answered(one, status) for one in others]
    whom = {**(named[0] if named else {"required": "required"}), "actor": practitioner_reference(professional)}
    kept.append({**whom, "status": status})
    if not any(_is_place(one) for one in others):
        kept.append({"actor": location_reference(professional.organization), "required": "required", "status": status})
    return {
        **offer(professional.occupation),
        **appointment,
        "created": previous.get("created") or appointment.get("created") or in_paris(moment).date().isoformat(),
        "start": written(span[0]),
        "end": written(span[1]),
        "minutesDuration": int((span[1] - span[0]) / timedelta(minutes=1)),
        "slot": [{"reference": f"Slot/{one}"} for one in booked.slots],
        "participant": kept,
    }


def naming_patient(write: "Write") -> JsonObject:
    """Return the appointment with its patient named in every way, so that every way of searching finds it."""
    access, participants = write.call.access, list_at(write.resource, "participant")
    named: list[JsonValue] = []
    for one in participants:
        actor = object_at(one, "actor")
        own = text_at(object_at(actor, "identifier"), "system") in {
            access.client.assign_auth,
            access.persona.ins.system,
        }
        if isinstance(one, dict) and (is_patient(one) or (own and "type" not in actor)):
            identifier: JsonObject = {"system": access.client.assign_auth, "value": access.idpe}
            told: JsonObject = {"identifier": identifier, **actor, "type": "Patient"}
            named.append({**one, "actor": {**told, "reference": f"Patient/{access.idpe}"}})
        else:
            named.append(one)
    return {**write.resource, "participant": named}


def answering(write: "Write", appointment: JsonObject) -> JsonObject:
    """Say in an appointment which reminders it answers; those are offered no more while it stands."""
    previous = write.previous.read() if write.previous else {}
    met = reminder_identifiers(previous)
    for support in list_at(appointment, "supportingInformation"):
        reference = (text_at(support, "reference") or "").removeprefix(f"{write.call.root}/")
        kind, _, resource_id = reference.partition("/")
        proposal = write.writing.find(kind, resource_id, write.call.owner) if kind == "Appointment" else None
        resource = proposal.read() if proposal else {}
        if proposal is not None and text_at(resource, "status") == "proposed":
            met += reminder_identifiers(resource)
            write.writing.delete(proposal)
    if not met:
        return appointment
    write.call.space.part(OfferedReminders).forget(write.call.owner)
    if text_at(previous, "status") == "proposed" and text_at(appointment, "status") == "cancelled":
        appointment = {**appointment, "participant": [_answered(one, "declined") for one in
                                                      list_at(appointment, "participant")]}  # fmt: skip
    own = [one for one in list_at(appointment, "identifier") if one not in met]
    return {**appointment, "identifier": [*own, *met]}


def _answered(participant: JsonValue, status: str) -> JsonValue:
    """Note what the patient answered; an app speaks for nobody else."""
    if isinstance(participant, dict) and is_patient(participant):
        return {**participant, "status": "accepted" if status != "declined" else status}
    return participant


def _is_place(participant: JsonValue) -> bool:
    actor = object_at(participant, "actor")
    return text_at(actor, "type") == "Location" or "Location/" in (text_at(actor, "reference") or "")
