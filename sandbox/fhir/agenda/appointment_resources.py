"""Appointments that the space itself writes: those of the record, and reminders as appointments to make."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sandbox.fhir.agenda.diary_resources import written
from sandbox.fhir.agenda.gap import GAP_APPOINTMENT
from sandbox.fhir.french_systems import ATC
from sandbox.fhir.naming import PATIENT_IDENTIFIER, PATIENT_REFERENCE
from sandbox.fhir.resources.location import location_reference
from sandbox.fhir.resources.practitioner import offer, practitioner_reference
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.people.professional import OCCUPATIONS, Professional
from sandbox.people.record import Appointment, AppointmentStatus
from sandbox.people.reminders import Reminder

_APPOINTMENT_TYPE: Final = "http://terminology.hl7.org/CodeSystem/v2-0276"
_STATUSES: Final[dict[AppointmentStatus, str]] = {
    "planned": "booked",
    "kept": "fulfilled",
    "missed": "noshow",
    "cancelled": "cancelled",
}


def patient_participant(status: str) -> JsonObject:
    """Return the patient as a participant who accepted, declined or has not answered yet (needs-action)."""
    actor: JsonObject = {"reference": PATIENT_REFERENCE, "type": "Patient", "identifier": PATIENT_IDENTIFIER}
    return {"actor": actor, "required": "required", "status": status}


def recorded(appointment: Appointment, professional: Professional, slots: Sequence[str]) -> JsonObject:
    """Write an appointment that the record holds from the start; `slots` are the ids of those that it takes."""
    end = appointment.start + timedelta(minutes=appointment.minutes)
    return {
        "resourceType": "Appointment",
        "id": _id(appointment.id),
        "meta": {"profile": [GAP_APPOINTMENT]},
        "identifier": [{"system": inferred().agenda.appointment_system, "value": _id(appointment.id)}],
        "status": _STATUSES[appointment.status],
        **offer(professional.occupation),
        "reasonCode": [{"text": appointment.reason}],
        "description": appointment.reason,
        "start": written(appointment.start),
        "end": written(end),
        "minutesDuration": appointment.minutes,
        **({"slot": [{"reference": f"Slot/{one}"} for one in slots]} if slots else {}),
        "participant": [
            patient_participant("accepted"),
            {"actor": practitioner_reference(professional), "required": "required", "status": "accepted"},
            {"actor": location_reference(professional.organization), "required": "required", "status": "accepted"},
        ],
    }


def reminder_key(rule: str, due: date) -> str:
    """Return the value that identifies something due: another time it falls due on another day."""
    return f"{rule}-{due:%Y%m%d}"


def offered(persona: Persona, reminder: Reminder, time: int) -> JsonObject:
    """Write a reminder as an appointment to make; `time` counts how often it was offered and taken back before."""
    rule = reminder.rule
    key = reminder_key(rule.id, reminder.due)
    reason: JsonObject = {"text": rule.why.fr}
    if rule.vaccine is not None:
        reason["coding"] = [{"system": ATC, "code": rule.vaccine.code, "display": rule.vaccine.fr}]
    return {
        "resourceType": "Appointment",
        "id": _id(f"{persona.id}/reminder/{key}/{time}"),
        "meta": {"profile": [GAP_APPOINTMENT]},
        "identifier": [{"system": inferred().agenda.reminder_system, "value": key}],
        "status": "proposed",
        **offer(OCCUPATIONS[rule.see]),
        "appointmentType": {"coding": [{"system": _APPOINTMENT_TYPE, "code": "CHECKUP"}]},
        "reasonCode": [reason],
        "description": rule.title.fr,
        "comment": _state(reminder),
        "participant": [patient_participant("needs-action")],
        "requestedPeriod": [{"start": reminder.due.isoformat(), "end": reminder.until.isoformat()}],
    }


def _state(reminder: Reminder) -> str:
    texts = {
        "coming": f"À prévoir à partir du {reminder.due:%d/%m/%Y}.",
        "due": f"À faire depuis le {reminder.due:%d/%m/%Y}.",
        "late": f"En retard : à faire depuis le {reminder.due:%d/%m/%Y}.",
    }
    return texts[reminder.status]


def _id(seed: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"poincon/{seed}"))
